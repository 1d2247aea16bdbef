/**
 * Regrok from code: open an experiment, run it, and read what it left, in scripts and notebooks.
 *
 * ```ts
 * import { openExperiment } from "./mod.ts";
 *
 * const experiment = await openExperiment("configs/quickstart.yaml");
 * await experiment.run();
 * const { steps, columns } = await experiment.history(experiment.runs[0]!);
 * ```
 *
 * It does what the commands do, with the same store and keys; nothing is printed, and what goes
 * wrong is thrown.
 */
import { openWorkspace, type Workspace } from "./commands/artifacts.ts";
import { buildAndUse } from "./commands/build.ts";
import { enginesForTraining } from "./commands/engine_trial.ts";
import { finishedRun } from "./commands/finished_run.ts";
import { defaultArtifacts } from "./commands/project.ts";
import { planExperiment, readResults, stepsToLearn } from "./commands/results.ts";
import { linkExperiment, type Records, runFiles } from "./commands/view.ts";
import {
  actionsOf,
  type FoundExperiment,
  loadExperiments,
  storeFiles,
} from "./commands/workspace.ts";
import type { EngineChoice } from "./engines/registry.ts";
import type { FinishedRun } from "./exports/format.ts";
import { type Verdict, Verdicts } from "./schemas/artifacts.ts";
import type { Run } from "./schemas/run_settings.ts";
import { actionIds } from "./stages/actions.ts";
import { columnNames } from "./tables/columns.ts";

export interface OpenOptions {
  /** Overrides, as of `--set`: `training.steps=2000`. */
  readonly set?: readonly string[];
  /** The size of the experiment, as in small; as published if left out. */
  readonly preset?: string;
  /** Where results are kept; that of the command line if left out. */
  readonly artifacts?: string;
  /** What trains, as of `--engine`. */
  readonly engine?: EngineChoice;
}

/** A number for each row that was logged, by column; NaN where a row lacks it or it was not finite. */
export interface History {
  /** Updates done, rising. */
  readonly steps: Float64Array;
  readonly columns: Readonly<Record<string, Float64Array>>;
}

export interface Tensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

export interface Checkpoint {
  /** Updates done. */
  readonly step: number;
  readonly weights: Readonly<Record<string, Tensor>>;
}

export interface RunSummary {
  readonly run: string;
  readonly seed: number;
  /** The swept settings by path. */
  readonly axes: Readonly<Record<string, string | number | boolean>>;
  readonly state: "done" | "diverged" | "in part" | "to do" | "damaged";
  /** First steps with an accuracy of 99 %; null for never, or not yet. */
  readonly train99: number | null;
  readonly validation99: number | null;
}

/** A trained network. */
export interface Model extends AsyncDisposable {
  /**
   * Outputs for rows of inputs [rows, …], tokens as whole numbers: logits [rows, answers, classes],
   * or numbers [rows, width].
   */
  predict(inputs: { shape: readonly number[]; data: Int32Array | Float32Array }): Promise<Tensor>;
}

/**
 * Reads an experiment.
 *
 * @throws {ConfigError} with every problem of the file, by line and column.
 * @throws {UsageError} when it cannot be read, or has no such preset.
 */
export async function openExperiment(file: string, options: OpenOptions = {}): Promise<Experiment> {
  const { set = [], preset, artifacts = defaultArtifacts(), engine } = options;
  const [loaded] = await loadExperiments([file], { set, preset });
  const workspace = openWorkspace({ artifacts, ...engine === undefined ? {} : { engine } });
  return new Experiment(loaded!, workspace);
}

export class Experiment {
  readonly #loaded: FoundExperiment;
  readonly #workspace: Workspace;

  constructor(loaded: FoundExperiment, workspace: Workspace) {
    this.#loaded = loaded;
    this.#workspace = workspace;
  }

  get name(): string {
    return this.#loaded.experiment.name;
  }

  /** The names of all runs. */
  get runs(): readonly string[] {
    return this.#loaded.runs.map(({ id }) => id);
  }

  /** The names of all figures. */
  get figures(): readonly string[] {
    return this.#loaded.experiment.figures.map(({ name }) => name);
  }

  /** What is done, and what would run: `fresh`, `stale`, or `conditional` on what it reads. */
  async plan(): Promise<{ readonly action: string; readonly state: string }[]> {
    const plans = await planExperiment(this.#loaded, this.#workspace);
    return [...plans].map(([action, { state }]) => ({ action, state }));
  }

  /**
   * Brings everything up to date, `jobs` actions at a time.
   *
   * @throws {Error} with what failed first; the rest stays done.
   */
  async run(
    { jobs = navigator.hardwareConcurrency }: { readonly jobs?: number } = {},
  ): Promise<void> {
    const { store } = this.#workspace;
    await storeFiles(store, [this.#loaded]);
    const frozen = false;
    const engineOf = await enginesForTraining([this.#loaded], this.#workspace, { frozen });
    const { result } = await buildAndUse(
      actionsOf([this.#loaded], engineOf),
      this.#workspace,
      { name: this.name, jobs, keepGoing: false, frozen, verify: false, json: true },
      ({ records }) => linkExperiment(store, this.#loaded, records),
    );
    const [failure] = result.failed;
    if (failure !== undefined) throw new Error(`${failure.action}: ${failure.message}`);
    if (result.status !== "done") throw new Error(`The run of ${this.name} was stopped`);
  }

  async results(): Promise<RunSummary[]> {
    const results = await readResults(this.#loaded, this.#workspace);
    return results.map((result) => ({
      run: result.run.id,
      seed: result.run.seed,
      axes: result.run.axes,
      state: result.state,
      train99: stepsToLearn(result, "trainAccuracy"),
      validation99: stepsToLearn(result, "validationAccuracy"),
    }));
  }

  /** @throws {Error} for a run that is not done. */
  async history(run: string): Promise<History> {
    const { points } = await this.#finished(run);
    const columns = columnNames(points).slice(1).map((name) => [
      name,
      Float64Array.from(points, (row) => row[name] ?? NaN),
    ]);
    return {
      steps: Float64Array.from(points, ({ step }) => step),
      columns: Object.fromEntries(columns),
    };
  }

  /** The weights of each checkpoint, one after the other. */
  async *checkpoints(run: string): AsyncGenerator<Checkpoint> {
    const finished = await this.#finished(run);
    for await (const { step, weights } of finished.checkpoints()) {
      const tensors = [...weights].map(([name, { shape, data }]) => {
        return [name, { shape, data: Float32Array.from(data) }] as const;
      });
      yield { step, weights: Object.fromEntries(tensors) };
    }
  }

  /** The network at the end of a run, on onnxruntime. */
  async model(run: string): Promise<Model> {
    const { read, run: { data: { data: { input } } } } = await this.#finished(run);
    const { onnxEngine } = await import("./engines/onnx.ts");
    const program = await onnxEngine.load(await read("model.onnx"), { threads: 1 });
    const name = input.kind === "tokens" ? "tokens" : "inputs";
    return {
      async predict(inputs) {
        const [output] = Object.values(await program.run({ [name]: inputs }));
        return { shape: output!.shape, data: Float32Array.from(output!.data) };
      },
      [Symbol.asyncDispose]: () => program.close(),
    };
  }

  /** A figure as it was drawn: PNG, SVG, and the plotted numbers as CSV. */
  async figure(name: string): Promise<{ png: Uint8Array; svg: string; csv: string }> {
    const figure = this.#loaded.experiment.figures.find((each) => each.name === name);
    if (figure === undefined) {
      throw new Error(`There is no figure "${name}"; there are ${this.figures.join(", ")}`);
    }
    const files = await this.#files(actionIds.render(this.name, figure), `figure "${name}"`);
    const [png, svg, csv] = await Promise.all(
      ["figure.png", "figure.svg", "figure.csv"].map((file) =>
        this.#workspace.store.read(files[file]!)
      ),
    );
    const decoder = new TextDecoder();
    return { png: png!, svg: decoder.decode(svg), csv: decoder.decode(csv) };
  }

  /** How the claims fared. */
  async verdicts(): Promise<Verdict[]> {
    const files = await this.#files(actionIds.judge(this.name), "verdicts");
    const text = await this.#workspace.store.read(files["verdicts.json"]!);
    return Verdicts.parse(JSON.parse(new TextDecoder().decode(text)));
  }

  async #files(action: string, what: string) {
    const files = (await this.#records()).get(action)?.at(-1)?.files;
    if (files !== undefined) return files;
    throw new Error(`The ${what} of ${this.name} are not there yet: run() makes them`);
  }

  async #records(): Promise<Records> {
    const plans = await planExperiment(this.#loaded, this.#workspace);
    return new Map([...plans].map(([id, { records }]) => [id, records]));
  }

  async #finished(id: string): Promise<FinishedRun> {
    const { store } = this.#workspace;
    const run = this.#find(id);
    const files = await runFiles(store, this.name, run, await this.#records());
    if (files === null) throw new Error(`Run ${id} is not done yet: run() brings it to its end`);
    return await finishedRun(store, this.name, run, files);
  }

  #find(id: string): Run {
    const run = this.#loaded.runs.find((each) => each.id === id);
    if (run !== undefined) return run;
    throw new Error(`${this.name} has no run "${id}"; there are ${this.runs.join(", ")}`);
  }
}
