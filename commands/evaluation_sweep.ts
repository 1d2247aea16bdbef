/**
 * Many checkpoints evaluated on many sets. The weights are inputs of the evaluating program, so
 * that one session serves all checkpoints of all runs that share a program.
 */
import { join } from "node:path";
import { engineIdentity } from "../dag/registry.ts";
import type { Executable } from "../engines/engine.ts";
import { findEngine } from "../engines/registry.ts";
import { type Columns, corruptedSet, type Look, takeLooks } from "../evaluations/looks.ts";
import { readCsvRows } from "../evaluations/csv_rows.ts";
import { appendSets, type Rows, withRandomLabels } from "../evaluations/rows.ts";
import { CsvError } from "../formats/csv.ts";
import { decodeTensors } from "../formats/safetensors.ts";
import { writeOnnx } from "../graph/onnx.ts";
import { printProgram } from "../graph/text.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import { measurableOf } from "../schemas/measurable.ts";
import { labelRuns } from "../schemas/run_labels.ts";
import type { Run } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { recipeOf } from "../stages/program.ts";
import { programParams } from "../stages/run_params.ts";
import { type ContentHash, contentHash, type Key, keyOf } from "../store/content_hash.ts";
import type { FileReference } from "../store/store.ts";
import type { RunCurve } from "../tables/curves.ts";
import { buildDataset } from "../tasks/dataset.ts";
import { decodeDataset, type TrainingData } from "../training/data.ts";
import { names } from "../training/manifest.ts";
import { buildEvaluationProgram } from "../training/programs.ts";
import type { Workspace } from "./artifacts.ts";
import { type Checkpoint, readCheckpoints, type RunCheckpoints } from "./checkpoints.ts";
import { EvaluationMemory } from "./evaluation_memory.ts";
import { UsageError } from "./exit.ts";
import type { StepSelection } from "./step_selection.ts";

/** A table of rows that somebody wrote. */
export interface CsvFile {
  /** What its set is called in columns. */
  readonly name: string;
  /** For messages. */
  readonly file: string;
  readonly text: string;
}

/** What is evaluated of each run. */
export interface SweepRequest {
  /** Sets of the data set; all of them if left out. */
  readonly sets?: readonly string[] | undefined;
  readonly steps: StepSelection;
  /** Fractions of each matrix that are set to zero, smallest weights first. */
  readonly truncate: readonly number[];
  /** Fractions of the labels of each set that are made false. */
  readonly corrupt: readonly number[];
  readonly csv: readonly CsvFile[];
}

export interface SweepOptions {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Of so many checkpoints so many are done. */
  readonly onProgress: (done: number, total: number) => void;
}

export interface Sweep {
  /** The runs that have a checkpoint, with a row for each that was evaluated. */
  readonly curves: readonly RunCurve[];
  /** Checkpoints that are asked for, that are done, and that were done now. */
  readonly checkpoints: number;
  readonly done: number;
  readonly evaluated: number;
  /** Runs that have not come to their end, or have not begun. */
  readonly unfinished: number;
}

/** Where evaluations of an experiment are kept, below the store's folder. */
export function evaluationsFolder(experiment: string): string {
  return join("evaluations", experiment);
}

/** A program that evaluates. */
interface EvaluationProgram {
  readonly hash: ContentHash;
  read(): Promise<Uint8Array>;
}

/** What is to be done of a run. */
interface Job {
  readonly found: RunCheckpoints;
  readonly program: EvaluationProgram;
  readonly checkpoints: readonly Checkpoint[];
  readonly looks: ReadonlyMap<Look, Key>;
}

/**
 * Evaluates runs of an experiment. What was evaluated before is not done again; when `signal` is
 * aborted, what is finished is kept, and the result has it.
 *
 * @throws {UsageError} for a set or a CSV that does not fit a run, before anything is evaluated.
 * @throws {StoreError} when a file is not whole, or results cannot be kept.
 */
export async function sweepExperiment(
  loaded: LoadedExperiment,
  workspace: Workspace,
  runs: readonly Run[],
  request: SweepRequest,
  { threads, signal, onProgress }: SweepOptions,
): Promise<Sweep> {
  const { store, environment } = workspace;
  workspace.fingerprints.keep();
  const code = environment.fingerprint(import.meta.resolve("../evaluations/looks.ts"));
  const found = await readCheckpoints(loaded, workspace, runs);
  const jobs: Job[] = [];
  /** By the hash of what runs were evaluated by: many of them share it. */
  const programs = new Map<ContentHash, EvaluationProgram>();
  for (const each of found) {
    const last = each.checkpoints.at(-1)?.step ?? 0;
    const checkpoints = each.checkpoints.filter(({ step }) => request.steps(step, last));
    if (checkpoints.length === 0 || each.dataset === null || each.program === null) continue;
    const data = await readData(each, workspace, request);
    const engine = engineIdentity(environment, each.engine);
    const program = programs.get(each.program.hash) ??
      programOf(each, each.program, workspace, request);
    programs.set(each.program.hash, program);
    const identity = { engine, code, program: program.hash };
    const looks = listLooks(data, each.run, request).map((look) => {
      const rows = keyOf({
        inputs: contentOf(data, look.set, "inputs"),
        targets: contentOf(data, look.set, "targets"),
      });
      return [look, keyOf({ ...identity, rows, set: look.set, fraction: look.fraction })] as const;
    });
    jobs.push({ found: each, program, checkpoints, looks: new Map(looks) });
  }
  using memory = new EvaluationMemory(store.folder, evaluationsFolder(loaded.experiment.name));
  const total = jobs.reduce((sum, { checkpoints }) => sum + checkpoints.length, 0);
  const missing = (job: Job, { file }: Checkpoint) =>
    [...job.looks].filter(([, key]) => memory.recall(file.hash, key) === undefined);
  const due = jobs.map((job) => ({
    job,
    checkpoints: job.checkpoints.filter((each) => missing(job, each).length > 0),
  })).filter(({ checkpoints }) => checkpoints.length > 0);
  let done = total - due.reduce((sum, { checkpoints }) => sum + checkpoints.length, 0);
  let evaluated = 0;
  onProgress(done, total);
  for (const group of Map.groupBy(due, ({ job }) => job.program.hash).values()) {
    if (signal.aborted) break;
    const program = await loadProgram(group[0]!.job, threads);
    try {
      for (const { job, checkpoints } of group) {
        if (signal.aborted) break;
        const data = await readData(job.found, workspace, request);
        program.hold({ [names.inputs]: data.inputs, [names.targets]: data.targets });
        const { parameters } = measurableOf(job.found.run);
        for (const checkpoint of checkpoints) {
          if (signal.aborted) break;
          const { tensors } = decodeTensors(await store.read(checkpoint.file));
          const looks = missing(job, checkpoint);
          const evaluator = { program, parameters, sets: data.sets };
          const taken = await takeLooks(evaluator, tensors, looks.map(([look]) => look));
          memory.keep(checkpoint.file.hash, looks.map(([look, key]) => [key, taken.get(look)!]));
          evaluated++;
          onProgress(++done, total);
        }
      }
    } finally {
      await program.close();
    }
  }
  return {
    curves: makeCurves(loaded, jobs, memory),
    checkpoints: total,
    done,
    evaluated,
    unfinished: found.filter(({ state }) => state !== "done").length,
  };
}

/**
 * The program that the run was evaluated by, but for rows that somebody wrote: they may have any token
 * anywhere, and a program that computes once what rows have in common knows those of the task alone.
 */
function programOf(
  { run, engine }: RunCheckpoints,
  program: FileReference,
  { store }: Workspace,
  { csv }: SweepRequest,
): EvaluationProgram {
  const params = programParams(run);
  if (csv.length === 0 || params.sharesRows === undefined) {
    return { hash: program.hash, read: () => store.read(program) };
  }
  const built = buildEvaluationProgram({ ...recipeOf(params), sharesRows: false });
  const bytes = findEngine(engine).reads === "onnx"
    ? writeOnnx(built)
    : new TextEncoder().encode(printProgram(built));
  return { hash: contentHash(bytes), read: () => Promise.resolve(bytes) };
}

async function loadProgram(
  { found: { engine }, program }: Job,
  threads: number,
): Promise<Executable> {
  const loadedEngine = await findEngine(engine).load();
  return await loadedEngine.load(await program.read(), { threads });
}

/** The data set of a run with the sets that the request adds. */
async function readData(
  { run, dataset }: RunCheckpoints,
  { store }: Workspace,
  request: SweepRequest,
): Promise<TrainingData> {
  const data = decodeDataset(await store.read(dataset!));
  const added = new Map<string, Rows>();
  for (const file of request.csv) {
    if (Object.hasOwn(data.sets, file.name)) {
      throw new UsageError(
        `Run ${run.id} has a set "${file.name}" of its own: give the rows of "${file.file}" ` +
          `another name, as in --csv mine=${file.file}`,
      );
    }
    added.set(file.name, readRows(file, run));
  }
  for (const set of setsOf(data, run, request)) {
    for (const fraction of request.corrupt) {
      const { data: shape } = run.data;
      if (shape.output.kind !== "classes" || shape.output.ragged) {
        throw new UsageError(
          `--corrupt makes classes false, and run ${run.id} is not asked for one class each`,
        );
      }
      added.set(corruptedSet(set, fraction), withRandomLabels(data, shape, set, fraction));
    }
  }
  return appendSets(data, added);
}

function readRows({ file, text }: CsvFile, run: Run): Rows {
  const { settings, files, data: { data: shape } } = run;
  try {
    return readCsvRows(text, {
      settings: settings.task,
      shape,
      table: buildDataset(settings, files),
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UsageError(`${file}:${error.line}: ${error.message} (rows for run ${run.id})`);
  }
}

/** The sets that are asked for of a data set. */
function setsOf(
  { sets }: Pick<TrainingData, "sets">,
  run: Run,
  { sets: asked }: SweepRequest,
): string[] {
  const known = Object.keys(sets).filter((set) => sets[set]!.length > 0);
  for (const set of asked ?? []) {
    if (known.includes(set)) continue;
    throw new UsageError(`Run ${run.id} has no set "${set}"; its sets are ${known.join(", ")}`);
  }
  return asked === undefined ? known : known.filter((set) => asked.includes(set));
}

/** All that is looked at of each checkpoint, in the order of the columns. */
function listLooks(data: TrainingData, run: Run, request: SweepRequest): Look[] {
  const added = new Set([
    ...request.csv.map(({ name }) => name),
    ...Object.keys(data.sets).filter((set) => set.includes("/")),
  ]);
  const own = Object.fromEntries(Object.entries(data.sets).filter(([set]) => !added.has(set)));
  const plain = [
    ...setsOf({ sets: own }, run, request),
    ...request.csv.map(({ name }) => name),
  ];
  return [
    ...[...plain, ...Object.keys(data.sets).filter((set) => set.includes("/"))]
      .map((set) => ({ set, fraction: null })),
    ...plain.flatMap((set) => request.truncate.map((fraction) => ({ set, fraction }))),
  ];
}

/** The hash of what a network sees of a set. */
function contentOf(data: TrainingData, set: string, of: "inputs" | "targets") {
  const { shape, data: all } = data[of];
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  const rows = data.sets[set]!;
  const seen = new Uint8Array(rows.length * width * all.BYTES_PER_ELEMENT);
  for (const [index, row] of rows.entries()) {
    const { buffer, byteOffset, byteLength } = all.subarray(row * width, (row + 1) * width);
    seen.set(new Uint8Array(buffer, byteOffset, byteLength), index * byteLength);
  }
  return contentHash(seen);
}

function makeCurves(
  loaded: LoadedExperiment,
  jobs: readonly Job[],
  memory: EvaluationMemory,
): RunCurve[] {
  const labels = new Map(labelRuns(loaded).map((label) => [label.run, label]));
  return jobs.flatMap(({ found: { run }, checkpoints, looks }) => {
    const points = checkpoints.flatMap(({ step, file }): HistoryRow[] => {
      const columns = [...looks.values()].map((key) => memory.recall(file.hash, key));
      const isWhole = columns.every((each): each is Columns => each !== undefined);
      return isWhole ? [Object.assign({ step }, ...columns)] : [];
    });
    return points.length === 0 ? [] : [{ ...labels.get(run.id)!, points }];
  });
}
