/** Figures of what is done so far, for a look before an experiment is done. */
import { join } from "node:path";
import { drawFigure } from "../figures/figure.ts";
import { FigureRequest } from "../figures/request.ts";
import { outcomeOf } from "../measures/outcome.ts";
import { labelRuns } from "../schemas/run_labels.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { actionIds } from "../stages/actions.ts";
import type { FileReference } from "../store/record.ts";
import { linkView } from "../store/view.ts";
import type { RunCurve } from "../tables/curves.ts";
import { tell } from "../terminal/output.ts";
import type { Workspace } from "./artifacts.ts";
import { chooseEngines } from "./engine_choice.ts";
import { hasEnded, type RunResult } from "./results.ts";
import { partialFolder } from "./view.ts";
import { actionsOf } from "./workspace.ts";

/**
 * Draws the figures of an experiment from the evaluations there are, each marked as not finished,
 * into a folder of their own beside the final ones. Returns their paths; none when all is done.
 */
export async function drawPartialFigures(
  workspace: Workspace,
  loaded: LoadedExperiment,
  results: readonly RunResult[],
): Promise<string[]> {
  const progress = { runs: results.filter(hasEnded).length, of: results.length };
  if (progress.runs === progress.of) return [];
  const { experiment } = loaded;
  const { store } = workspace;
  const { engineOf } = await chooseEngines([loaded], workspace);
  const actions = new Map(actionsOf([loaded], engineOf).map((action) => [action.id, action]));
  const labels = labelRuns(loaded);
  const points = [...results, ...loaded.imported].map(({ points }) => points);
  const curves = labels.map((label, index) => ({ ...label, points: points[index]! }))
    .map((curve): RunCurve => ({ ...curve, outcome: outcomeOf(curve, experiment.outcomes) }))
    .filter(({ points }) => points.length > 0);
  const files: Record<string, FileReference> = {};
  for (const figure of experiment.figures) {
    const { params } = actions.get(actionIds.render(experiment.name, figure))!;
    const request = FigureRequest.parse({ ...Object(params), progress });
    const { png, svg, csv } = drawFigure(request, curves, loaded.font);
    const encoder = new TextEncoder();
    files[`${figure.name}.png`] = await store.putBytes(png);
    files[`${figure.name}.svg`] = await store.putBytes(encoder.encode(svg));
    files[`${figure.name}.csv`] = await store.putBytes(encoder.encode(csv));
  }
  const folder = partialFolder(experiment.name);
  await linkView(store, folder, files, tell);
  return experiment.figures.map(({ name }) => join(store.folder, folder, `${name}.png`));
}
