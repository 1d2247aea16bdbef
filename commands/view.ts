/** The folders for people: what an experiment's actions made, under names they understand. */
import { join } from "node:path";
import type { ImportedRun } from "../schemas/imported.ts";
import type { Run } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { actionIds } from "../stages/actions.ts";
import { referenceTo } from "../stages/run_actions.ts";
import { checkFolder } from "../store/folders.ts";
import type { FileReference, LinkRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { linkView } from "../store/view.ts";
import { listViews } from "../store/view_list.ts";
import { parseHistory } from "../tables/curves.ts";
import { tell } from "../terminal/output.ts";

/** Records of the links of each action that is done, by id. */
export type Records = ReadonlyMap<string, readonly LinkRecord[]>;

function runsFolder(experiment: string): string {
  return join("runs", experiment);
}

function figuresFolder(experiment: string): string {
  return join("figures", experiment);
}

/** Where `status --figures` draws what is done of an experiment, until all of it is. */
export function partialFolder(experiment: string): string {
  return join(figuresFolder(experiment), "partial");
}

/** Where the figures of an experiment are. */
export function figuresPath(store: Store, experiment: string): string {
  return join(store.folder, figuresFolder(experiment));
}

/** Folders inside that of a run. */
const [DATA, CHECKPOINTS] = ["data", "checkpoints"] as const;

/** Where the runs of an experiment are. */
export function runsPath(store: Store, experiment: string): string {
  return join(store.folder, runsFolder(experiment));
}

/**
 * Looks, before anything is trained, whether the folders of an experiment can be made.
 *
 * @throws {StoreError} when a link or a file is in the place of one.
 */
export function checkFolders(
  store: Store,
  { experiment, runs, imported }: LoadedExperiment,
): void {
  checkFolder(store.folder, figuresFolder(experiment.name));
  const folder = runsFolder(experiment.name);
  for (const { id } of [...runs, ...imported]) {
    for (const inner of ["", DATA, CHECKPOINTS]) checkFolder(store.folder, join(folder, id, inner));
  }
}

/**
 * Links what is done of an experiment: `linkRun` of each run, then `linkResults`.
 *
 * @throws {DamagedObjectError | MissingObjectError} when an object to be shown is not whole.
 */
export async function linkExperiment(
  store: Store,
  loaded: LoadedExperiment,
  records: Records,
): Promise<void> {
  for (const run of loaded.runs) await linkRun(store, loaded, run, records);
  await linkResults(store, loaded, records);
}

/** Links a run into `runs/<experiment>/<run>/`, once it is exported; errors are as above. */
export async function linkRun(
  store: Store,
  { experiment: { name } }: LoadedExperiment,
  run: Run,
  records: Records,
): Promise<void> {
  const files = await runFiles(store, name, run, records);
  if (files !== null) await linkView(store, join(runsFolder(name), run.id), files, tell);
}

/**
 * Links what was imported, and what all runs gave into `figures/<experiment>/`. What Regrok put there
 * before and the experiment has no more is removed, but only once all runs are there to take its
 * place; errors are as above.
 */
export async function linkResults(
  store: Store,
  { experiment, runs, imported }: LoadedExperiment,
  records: Records,
): Promise<void> {
  const folder = runsFolder(experiment.name);
  for (const run of imported) {
    const files = lastFiles(records, actionIds.import(experiment.name, run));
    if (files) await linkView(store, join(folder, run.id), { ...files, ...logFiles(run) }, tell);
  }
  const table = lastFiles(records, actionIds.aggregate(experiment.name));
  if (table === undefined) return;
  const ids = new Set([...runs, ...imported].map(({ id }) => id));
  for (const id of await listViews(store.folder, folder)) {
    if (!ids.has(id)) await linkView(store, join(folder, id), {}, tell);
  }
  const figures: Record<string, FileReference> = {};
  for (const figure of experiment.figures) {
    const rendered = lastFiles(records, actionIds.render(experiment.name, figure));
    for (const ending of ["png", "svg", "csv"]) {
      const file = rendered?.[`figure.${ending}`];
      if (file) figures[`${figure.name}.${ending}`] = file;
    }
  }
  const verdicts = lastFiles(records, actionIds.judge(experiment.name));
  const shown = { ...figures, ...table, ...verdicts };
  // People look at these after every run; the link to one would not tell that it is damaged.
  for (const file of Object.values(shown)) await store.read(file);
  await linkView(store, figuresFolder(experiment.name), shown, tell);
  const partial = partialFolder(experiment.name);
  if (checkFolder(store.folder, partial)) await linkView(store, partial, {}, tell);
}

/** The files of one run; null while it is not exported. */
export async function runFiles(
  store: Store,
  experiment: string,
  run: Run,
  records: Records,
): Promise<Record<string, FileReference> | null> {
  const exported = lastFiles(records, actionIds.export(experiment, run));
  const dataset = lastFiles(records, actionIds.dataset(run));
  const links = records.get(actionIds.train(experiment, run));
  if (!exported || !dataset || !links) return null;
  const data = Object.entries(dataset).map(([name, file]) => [`${DATA}/${name}`, file] as const);
  const checkpoints: [string, FileReference][] = [];
  for (const link of links) {
    const step = String(await lastStep(store, link, run)).padStart(8, "0");
    checkpoints.push([
      `${CHECKPOINTS}/step-${step}.safetensors`,
      link.files["checkpoint.safetensors"]!,
    ]);
  }
  return { ...exported, ...Object.fromEntries([...data, ...checkpoints]) };
}

/** The log as it was found, beside what was made of it. */
function logFiles({ files }: ImportedRun): Record<string, FileReference> {
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [`log/${name}`, referenceTo(bytes)]),
  );
}

/** Where a segment ends: as planned, or at the evaluation that met the goal of the run. */
export async function lastStep(
  store: Store,
  { key, files, ended }: LinkRecord,
  run: Run,
): Promise<number> {
  if (!ended) return (key.link as { to: number }).to;
  const history = new TextDecoder().decode(await store.read(files["history.jsonl"]!));
  return parseHistory(history, run.id).at(-1)!.step;
}

function lastFiles(
  records: Records,
  action: string,
): Readonly<Record<string, FileReference>> | undefined {
  return records.get(action)?.at(-1)?.files;
}
