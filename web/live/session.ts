/** The state of the page that trains: what is chosen, what its worker says, and what was measured. */
import { batch, computed, signal } from "@preact/signals";
import { choicesOf } from "../../live/choices.ts";
import type { LiveExperiment } from "../../live/experiment.ts";
import type {
  ChoiceProblem,
  Choices,
  Description,
  FromWorker,
  HistoryRow,
  Moved,
  ToWorker,
} from "../../live/messages.ts";
import { estimateStep } from "../../live/speed.ts";
import { type LiveIndex, paths } from "../protocol.ts";
import { change } from "../state/view.ts";
import type { Wish } from "./address.ts";

/** The packed size of the runtime in megabytes, as the button says it. */
export const RUNTIME_MB = 3.7;

export const experiments = signal<readonly LiveExperiment[] | null>(null);
export const experiment = signal<LiveExperiment | null>(null);
export const choices = signal<Choices | null>(null);
/** Of what is chosen now; null until the worker has told. */
export const description = signal<Description | null>(null);
export const problems = signal<readonly ChoiceProblem[]>([]);
export const failure = signal<string | null>(null);

export type Runtime =
  | { readonly state: "absent" }
  | { readonly state: "loading"; readonly megabytes: number }
  | { readonly state: "there"; readonly threads: number };
export const runtime = signal<Runtime>({ state: "absent" });

/** The run on the page: what it was chosen to be, and how far it is. */
export interface LiveRun {
  readonly choices: Choices;
  readonly description: Description;
  readonly step: number;
  readonly state: Moved["state"] | "opening";
  readonly msPerStep: number | null;
  readonly rows: readonly HistoryRow[];
}
export const run = signal<LiveRun | null>(null);
/** What pictures show, by step. */
export const frames = signal<ReadonlyMap<number, ArrayBuffer>>(new Map());

/** How many times as long a step takes here as was estimated; null before the first was measured. */
export const slowness = signal<number | null>(null);

/** Whether the controls say something else than the run that is shown. */
export const isChanged = computed(() =>
  run.value !== null &&
  JSON.stringify(run.value.choices) !== JSON.stringify(description.value?.choices ?? null)
);

const worker = new Worker(new URL("live_worker.js", document.baseURI), { type: "module" });
worker.onerror = (event) => {
  event.preventDefault();
  failure.value =
    `The worker cannot start: ${event.message || "was its file moved?"}. Reload the ` +
    "page; it needs a browser that knows module workers and WebAssembly";
};
worker.onmessage = ({ data }: MessageEvent<FromWorker>) => batch(() => hear(data));

function tell(message: ToWorker): void {
  worker.postMessage(message);
}

/** What was last chosen, and what was last described. */
let asked = 0;
let described = 0;
/** The run that is on the page, among all that were. */
let opened = 0;
/** Whether to train as soon as what was asked for is there, and whether to open it once it is known. */
let thenGo = false;
let thenOpen = false;

function hear(message: FromWorker): void {
  switch (message.type) {
    case "described":
      if (message.id !== asked) return;
      described = message.id;
      problems.value = [];
      description.value = message.description;
      if (thenOpen) open();
      return;
    case "refused":
      if (message.id !== asked) return;
      problems.value = message.problems;
      thenOpen = thenGo = false;
      return;
    case "loading":
      runtime.value = { state: "loading", megabytes: message.bytes / 1e6 };
      return;
    case "loaded":
      runtime.value = { state: "there", threads: message.threads };
      return open();
    case "moved":
      if (message.id === opened) move(message);
      return;
    case "frame":
      if (message.id !== opened) return;
      frames.value = withFrame(frames.value, message.step, message.frame);
      return;
    case "failed":
      failure.value = message.message;
      if (runtime.value.state === "loading") runtime.value = { state: "absent" };
      if (run.value !== null) run.value = { ...run.value, state: "paused" };
  }
}

/** More would be finer than the slider of a screen. */
const MOST_FRAMES = 256;

/** With one more; where they become too many, every second goes, the first and the last stay. */
function withFrame(
  known: ReadonlyMap<number, ArrayBuffer>,
  step: number,
  frame: ArrayBuffer,
): ReadonlyMap<number, ArrayBuffer> {
  const kept = known.size < MOST_FRAMES ? known : [...known].filter((_, at) => at % 2 === 0);
  return new Map(kept).set(step, frame);
}

/** Steps that are not on the page yet: it is drawn once a frame, however fast they come. */
let moved: Moved | null = null;

function move(next: Moved): void {
  if (thenGo) {
    thenGo = false;
    tell({ type: "go" });
  }
  if (moved === null) requestAnimationFrame(() => batch(show));
  moved = { ...next, rows: [...moved?.rows ?? [], ...next.rows] };
}

function show(): void {
  const [known, next] = [run.value, moved];
  moved = null;
  if (known === null || next === null) return;
  const { rows, ...rest } = next;
  run.value = { ...known, ...rest, rows: rows.length === 0 ? known.rows : known.rows.concat(rows) };
  if (next.msPerStep !== null) slowness.value = next.msPerStep / estimateStep(known.description);
}

/** Reads what may be tried, and chooses what an address says. */
export async function begin(wish: Wish): Promise<void> {
  try {
    const response = await fetch(paths.live);
    if (!response.ok) throw new Error((await response.text()).trim());
    experiments.value = (await response.json() as LiveIndex).experiments;
  } catch (error) {
    failure.value = error instanceof TypeError
      ? "The list of experiments could not be read: was the dashboard ended?"
      : String(error instanceof Error ? error.message : error);
    return;
  }
  follow(wish);
  if (wish.autostart) go();
}

/** Chooses what an address says. */
export function follow({ experiment: name, choices: said }: Wish): void {
  const all = experiments.value ?? [];
  const found = all.find((each) => each.name === name) ?? all[0];
  if (found === undefined) {
    failure.value = "No experiment here is small enough for a browser";
    return;
  }
  if (name !== "" && found.name !== name) {
    failure.value =
      `There is no experiment ${name} that a browser can train; this is ${found.name}`;
  }
  choose({ ...choicesOf(found.settings, found.seed), ...said }, found);
}

/** Takes up an experiment as it is. */
export function takeUp(found: LiveExperiment): void {
  choose(choicesOf(found.settings, found.seed), found);
}

/** Changes what is chosen; the run that is shown stays until the next start. */
export function choose(next: Choices, of = experiment.value): void {
  if (of === null) return;
  if (of !== experiment.value) discard();
  experiment.value = of;
  choices.value = next;
  tell({ type: "describe", id: ++asked, settings: of.settings, choices: next });
}

/** Trains: on, or from the start where something else was chosen. */
export function go(): void {
  if (problems.value.length > 0) return;
  thenGo = true;
  prepare();
}

/** One step. */
export function stepOnce(): void {
  thenGo = false;
  if (prepare()) tell({ type: "step" });
}

export function pause(): void {
  thenGo = false;
  tell({ type: "pause" });
}

/** Back to the start of what is chosen now. */
export function reset(): void {
  discard();
  if (runtime.value.state === "there") open();
}

function discard(): void {
  opened++;
  moved = null;
  thenGo = thenOpen = false;
  run.value = null;
  frames.value = new Map();
  change({ steps: [], zoom: null });
  tell({ type: "pause" });
}

/** True where the run that is wanted is there; otherwise it is being made. */
function prepare(): boolean {
  if (runtime.value.state === "absent") {
    load();
    return false;
  }
  if (runtime.value.state === "loading") return false;
  if (run.value === null || isChanged.value || run.value.state === "ended") {
    open();
    return false;
  }
  if (thenGo) {
    thenGo = false;
    tell({ type: "go" });
  }
  return true;
}

function load(): void {
  failure.value = null;
  runtime.value = { state: "loading", megabytes: 0 };
  const addressOf = (file: string) => new URL(file, document.baseURI).href;
  tell({
    type: "load",
    wasm: addressOf("onnxruntime.wasm.gz"),
    glue: addressOf("onnxruntime.mjs"),
    threads: crossOriginIsolated ? Math.max(1, Math.min(4, navigator.hardwareConcurrency >> 1)) : 1,
  });
}

/** Opens the run of what is chosen, once it is known what that is. */
function open(): void {
  const [of, chosen, known] = [experiment.value, choices.value, description.value];
  const go = thenGo;
  discard();
  failure.value = null;
  if (of === null || chosen === null || problems.value.length > 0) return;
  thenGo = go;
  if (known === null || described !== asked) {
    thenOpen = true;
    return;
  }
  run.value = {
    choices: known.choices,
    description: known,
    step: 0,
    state: "opening",
    msPerStep: null,
    rows: [],
  };
  tell({ type: "open", id: opened, settings: of.settings, choices: chosen });
}
