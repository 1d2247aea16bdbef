/** What a site or a report shows of one experiment, as files by the paths of web/protocol.ts. */
import type { Workspace } from "../commands/artifacts.ts";
import { actionIds } from "../stages/actions.ts";
import { type ExperimentData, type Index, paths, type RunData } from "../web/protocol.ts";
import type { Catalogue } from "./catalogue.ts";
import { curvesData, historyData } from "./curve_data.ts";
import { frameFor } from "./frames.ts";
import type { Snapshot } from "./snapshot.ts";

export interface Exhibit {
  readonly name: string;
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  readonly data: ExperimentData;
}

/** An experiment of which something was run; null for one with nothing to show. */
export async function exhibitOf(catalogue: Catalogue, name: string): Promise<Exhibit | null> {
  const snapshot = await catalogue.snapshot(name);
  if (snapshot === null) return null;
  const hasRun = snapshot.runs.some(({ points }) => points.length > 0) ||
    snapshot.loaded.imported.length > 0;
  if (!hasRun) return null;
  const data: ExperimentData = JSON.parse((await catalogue.text(name, "experiment"))!);
  return { name, workspace: catalogue.workspace, snapshot, data };
}

/** The index of these alone. */
export function indexOf(catalogue: Catalogue, exhibits: readonly Exhibit[]): Index {
  const names = new Set(exhibits.map(({ name }) => name));
  const experiments = catalogue.index().experiments.filter(({ name }) => names.has(name));
  return { experiments, incomplete: false };
}

/** Curves and histories; what is said of the experiment itself depends on which pictures there are. */
export function* historyFiles(
  { name, snapshot: { runs, loaded }, snapshot }: Exhibit,
): Generator<readonly [path: string, text: string]> {
  yield [paths.curves(name), JSON.stringify(curvesData(snapshot))];
  for (const { run: { id }, points } of runs) {
    yield [paths.history(name, id), JSON.stringify(historyData(points))];
  }
  for (const { id, points } of loaded.imported) {
    yield [paths.history(name, id), JSON.stringify(historyData(points))];
  }
}

/** The pictures of a checkpoint; null where the network has none. */
export async function frameFile(
  { name, workspace, snapshot }: Exhibit,
  { id }: RunData,
  step: number,
): Promise<readonly [path: string, bytes: Uint8Array] | null> {
  const run = snapshot.runs.find((each) => each.run.id === id);
  if (run === undefined) return null;
  const bytes = await frameFor({ workspace, snapshot, run }, step);
  return bytes && [paths.frame(name, id, step), bytes];
}

/** What was drawn: SVG and CSV of each figure, by its name and ending. */
export async function* figureFiles(
  { name, workspace: { store }, snapshot: { loaded, plans } }: Exhibit,
): AsyncGenerator<readonly [name: string, bytes: Uint8Array]> {
  for (const figure of loaded.experiment.figures) {
    const files = plans.get(actionIds.render(name, figure))?.records.at(-1)?.files ?? {};
    for (const ending of ["svg", "csv"] as const) {
      const file = files[`figure.${ending}`];
      if (file !== undefined) yield [`${figure.name}.${ending}`, await store.read(file)];
    }
  }
}
