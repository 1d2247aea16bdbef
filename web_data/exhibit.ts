/** What a site or a report shows of one experiment, as files by the paths of web/protocol.ts. */
import type { Workspace } from "../commands/artifacts.ts";
import { actionIds } from "../stages/actions.ts";
import { DamagedObjectError, MissingObjectError } from "../store/errors.ts";
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
  /** Takes what people have to know of what is not shown. */
  remark(text: string): void;
}

/** An experiment of which something was run; null for one with nothing to show. */
export async function exhibitOf(
  catalogue: Catalogue,
  name: string,
  remark: Exhibit["remark"],
): Promise<Exhibit | null> {
  const snapshot = await catalogue.snapshot(name);
  if (snapshot === null) return null;
  const hasRun = snapshot.runs.some(({ points }) => points.length > 0) ||
    snapshot.loaded.imported.length > 0;
  if (!hasRun) return null;
  const data: ExperimentData = JSON.parse((await catalogue.text(name, "experiment"))!);
  return { name, workspace: catalogue.workspace, snapshot, data, remark };
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

/** The pictures of a checkpoint; null where the network has none, and where a file is not whole. */
export async function frameFile(
  exhibit: Exhibit,
  { id }: RunData,
  step: number,
): Promise<readonly [path: string, bytes: Uint8Array] | null> {
  const { name, workspace, snapshot } = exhibit;
  const run = snapshot.runs.find((each) => each.run.id === id);
  if (run === undefined) return null;
  const bytes = await unlessDamaged(
    exhibit,
    `the pictures of run ${id} at step ${step}`,
    () => frameFor({ workspace, snapshot, run }, step),
  );
  return bytes && [paths.frame(name, id, step), bytes];
}

/** One file that is not whole is left out, and said: the rest can be shown. */
async function unlessDamaged<T>(
  { name, remark }: Exhibit,
  what: string,
  make: () => Promise<T>,
): Promise<T | null> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof DamagedObjectError || error instanceof MissingObjectError)) throw error;
    remark(`${name}: without ${what}, since a file is not whole; \`run --verify\` makes it again`);
    return null;
  }
}

/** What was drawn: SVG and CSV of each figure, by its name and ending. */
export async function* figureFiles(
  exhibit: Exhibit,
): AsyncGenerator<readonly [name: string, bytes: Uint8Array]> {
  const { name, workspace: { store }, snapshot: { loaded, plans } } = exhibit;
  for (const figure of loaded.experiment.figures) {
    const files = plans.get(actionIds.render(name, figure))?.records.at(-1)?.files ?? {};
    for (const ending of ["svg", "csv"] as const) {
      const file = files[`figure.${ending}`];
      if (file === undefined) continue;
      const bytes = await unlessDamaged(exhibit, `figure ${figure.name}`, () => store.read(file));
      if (bytes !== null) yield [`${figure.name}.${ending}`, bytes];
    }
  }
}
