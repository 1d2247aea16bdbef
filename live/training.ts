/**
 * A run trained in memory, by the very stages that the pipeline runs: the same data set, the same
 * programs and the same loop, with an engine of the caller's. Nothing is stored.
 */
import type { Files, LinkRunner, Stage, StageContext } from "../dag/stage.ts";
import type { Engine, Executable } from "../engines/engine.ts";
import { encodeFrame } from "../pictures/frame.ts";
import { makeFrame } from "../pictures/make_frame.ts";
import { observeMoment } from "../pictures/observe.ts";
import { HistoryRow } from "../schemas/artifacts.ts";
import type { Run } from "../schemas/run_settings.ts";
import { dataset } from "../stages/dataset.ts";
import { program } from "../stages/program.ts";
import {
  asJson,
  datasetParams,
  programParams,
  trainLinks,
  trainParams,
} from "../stages/run_params.ts";
import { train, type TrainLink } from "../stages/train.ts";
import type { Json } from "../store/canonical_json.ts";
import type { ContentHash } from "../store/content_hash.ts";
import type { FileReference } from "../store/store.ts";
import { decodeDataset, type TrainingData } from "../training/data.ts";
import { type Manifest, names } from "../training/manifest.ts";
import { decodeState, initialState, type TrainingState } from "../training/state.ts";

export interface LiveOptions {
  readonly engine: Engine;
  readonly threads: number;
}

export interface LiveTraining {
  /** Updates done. */
  readonly step: number;
  /** True when the run is over: its steps are done, its goal is met, or it diverged. */
  readonly ended: boolean;
  readonly state: TrainingState;
  /** Trains so many steps more, fewer at the end of the run, and gives what was measured. */
  advance(steps: number): Promise<readonly HistoryRow[]>;
  /** What pictures show of the current step, as the dashboard has it of a checkpoint. */
  frame(): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Makes the data set and the programs of a run, and has an engine load them. */
export async function openTraining(run: Run, options: LiveOptions): Promise<LiveTraining> {
  const memory = new Memory();
  const data = await runStage(dataset, asJson(datasetParams(run.settings)), memory, options);
  const programs = await runStage(program, asJson(programParams(run)), memory, options);
  const runner = await train.prepare(memory.context(options, asJson(trainParams(run)), {
    manifest: programs["manifest.json"]!,
    train: programs["train.onnx"]!,
    evaluate: programs["evaluate.onnx"]!,
    dataset: data["dataset.safetensors"]!,
  }));
  const { engine, threads } = options;
  return new Training(
    run,
    runner,
    decodeDataset(data["dataset.safetensors"]!),
    JSON.parse(new TextDecoder().decode(programs["manifest.json"])) as Manifest,
    () => engine.load(programs["observe.onnx"]!, { threads }),
    memory,
  );
}

class Training implements LiveTraining {
  #files: Readonly<Record<string, FileReference>> | null = null;
  #state: TrainingState;
  #ended = false;
  readonly #end: TrainLink;
  #observer: Promise<Executable> | null = null;

  constructor(
    readonly run: Run,
    readonly runner: LinkRunner,
    readonly data: TrainingData,
    manifest: Manifest,
    readonly loadObserver: () => Promise<Executable>,
    readonly memory: Memory,
  ) {
    this.#state = initialState(manifest, run.seed);
    this.#end = trainLinks(run).at(-1)!;
  }

  get step() {
    return this.#state.step;
  }

  get state() {
    return this.#state;
  }

  get ended() {
    return this.#ended;
  }

  async advance(steps: number): Promise<readonly HistoryRow[]> {
    if (this.#ended) return [];
    const { to: end, last } = this.#end;
    const to = Math.min(end, this.step + steps);
    const link = { to, last: last && to === end };
    const { files, ended = false } = await this.runner.run(link, this.#files, null);
    this.memory.clear();
    this.#files = this.memory.putAll(files);
    this.#state = decodeState(files["checkpoint.safetensors"]!);
    this.#ended = ended || this.step >= end;
    const lines = new TextDecoder().decode(files["history.jsonl"]).split("\n");
    return lines.filter((line) => line !== "").map((line) => HistoryRow.parse(JSON.parse(line)));
  }

  async frame(): Promise<Uint8Array> {
    const program = await (this.#observer ??= this.loadObserver().then((loaded) => {
      loaded.hold({ [names.inputs]: this.data.inputs });
      return loaded;
    }));
    const observed = { run: this.run, program, sets: this.data.sets };
    return encodeFrame(makeFrame(await observeMoment(observed, this.step, this.#state.tensors)));
  }

  async close(): Promise<void> {
    await this.runner.close?.();
    await (await this.#observer)?.close();
  }
}

async function runStage(
  stage: Stage,
  params: Json,
  memory: Memory,
  options: LiveOptions,
): Promise<Files> {
  const runner = await stage.prepare(memory.context(options, params, {}));
  return (await runner.run(null, null, null)).files;
}

/** The files between the stages, by names that stand in the place of hashes. */
class Memory {
  readonly #files = new Map<string, Uint8Array>();
  #count = 0;

  context(
    { engine, threads }: LiveOptions,
    params: Json,
    inputs: Readonly<Record<string, Uint8Array>>,
  ): StageContext {
    return {
      params,
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, bytes]) => [name, [this.put(bytes)]]),
      ),
      read: ({ hash }) => Promise.resolve(this.#files.get(hash)!),
      engine,
      part: null,
      threads,
      progress: () => {},
      signal: new AbortController().signal,
    };
  }

  put(bytes: Uint8Array): FileReference {
    const hash = `file ${this.#count++}` as ContentHash;
    this.#files.set(hash, bytes);
    return { hash, size: bytes.length };
  }

  putAll(files: Files): Record<string, FileReference> {
    return Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, this.put(bytes)]),
    );
  }

  /** A loaded program needs its file no more, and a checkpoint is followed by the next. */
  clear(): void {
    this.#files.clear();
  }
}
