/**
 * The worker of the page that trains: it makes the programs of what is chosen, and trains them step
 * by step, so that the page stays fluid and a pause stops it after the step that is computed.
 */
import "../../live/no_functions_of_text.ts";
import type { Engine } from "../../engines/engine.ts";
import { chosenRun } from "../../live/chosen_run.ts";
import { describeRun } from "../../live/description.ts";
import { type LiveTraining, openTraining } from "../../live/training.ts";
import type { FromWorker, Moved, ToWorker, Wanted } from "../../live/messages.ts";
import { loadRuntime } from "../../engines/onnx_in_browser.ts";

/** Steps that take less than a frame of the screen are made several at a time. */
const FRAME_MS = 16;

let engine: Engine | null = null;
let threads = 1;
let training: LiveTraining | null = null;
let id = 0;
let going = false;
/** How long steps took: all of them, and those without evaluations. */
const time = { all: { ms: 0, steps: 0 }, plain: { ms: 0, steps: 0 } };

/** Of the time that steps take, at most this part goes to pictures while it trains. */
const PICTURES_SHARE = 0.25;
/** When the last picture was made, and how long that took. */
const pictures = { end: -Infinity, ms: 0, step: -1 };

/** Messages are heard while a step is computed, but carried out one after the other. */
let work: Promise<void> = Promise.resolve();

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "describe") return describe(data);
  going = false; // whatever comes next, what runs now stops after its step
  work = work.then(() => carryOut(data)).catch((error) => {
    tell({ type: "failed", message: messageOf(error) });
  });
});

function tell(message: FromWorker, handedOver: Transferable[] = []): void {
  postMessage(message, { transfer: handedOver });
}

async function carryOut(message: Exclude<ToWorker, { type: "describe" }>): Promise<void> {
  switch (message.type) {
    case "load":
      threads = message.threads;
      engine = await loadRuntime(message, threads, (bytes) => tell({ type: "loading", bytes }));
      return tell({ type: "loaded", threads });
    case "open":
      return await open(message);
    case "go":
      return await go();
    case "step":
      if (training !== null) await advance(training, 1, "paused");
      return;
    case "pause":
      if (training === null) return;
      report(training, [], "paused");
      return await picture(training);
  }
}

function describe({ id, settings, choices }: Wanted): void {
  const found = chosenRun(settings, choices);
  if ("problems" in found) return tell({ type: "refused", id, problems: found.problems });
  tell({ type: "described", id, description: describeRun(found.run) });
}

async function open(wanted: Wanted): Promise<void> {
  const found = chosenRun(wanted.settings, wanted.choices);
  if ("problems" in found) {
    throw new RangeError(found.problems.map(({ message }) => message).join("; "));
  }
  if (engine === null) throw new Error("The runtime is not there yet: load it first");
  await training?.close();
  training = null;
  id = wanted.id;
  for (const each of Object.values(time)) each.ms = each.steps = 0;
  Object.assign(pictures, { end: -Infinity, ms: 0, step: -1 });
  training = await openTraining(found.run, { engine, threads });
  await advance(training, 0, "paused");
}

/** Trains until another message comes. */
async function go(): Promise<void> {
  if (training === null) return;
  going = true;
  while (going && !training.ended) {
    const perStep = meanOf(time.all) ?? FRAME_MS;
    await advance(training, Math.max(1, Math.floor(FRAME_MS / perStep)), "training");
    await breathe();
  }
}

async function advance(
  training: LiveTraining,
  steps: number,
  state: Moved["state"],
): Promise<void> {
  const [from, begun] = [training.step, performance.now()];
  const rows = await training.advance(steps);
  for (const each of rows.length === 0 ? [time.all, time.plain] : [time.all]) {
    if (training.step === from) continue;
    each.ms += performance.now() - begun;
    each.steps += training.step - from;
  }
  report(training, rows, state);
  const isDue = performance.now() - pictures.end > pictures.ms / PICTURES_SHARE;
  if (training.ended || state !== "training" || rows.length > 0 && isDue) await picture(training);
}

/** Hands what pictures show of this step to the page. */
async function picture(training: LiveTraining): Promise<void> {
  const { step } = training;
  if (step === pictures.step) return;
  const begun = performance.now();
  const frame = (await training.frame()).slice().buffer;
  tell({ type: "frame", id, step, frame }, [frame]);
  const end = performance.now();
  Object.assign(pictures, { end, ms: end - begun, step });
}

function report(
  training: LiveTraining,
  rows: Moved["rows"],
  state: Moved["state"],
): void {
  const { step, ended } = training;
  const msPerStep = meanOf(time.plain) ?? meanOf(time.all);
  tell({ type: "moved", id, step, rows, state: ended ? "ended" : state, msPerStep });
}

function meanOf({ ms, steps }: { readonly ms: number; readonly steps: number }): number | null {
  return steps === 0 ? null : ms / steps;
}

const channel = new MessageChannel();

/** Lets messages come in; a timer would wait for 4 ms. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /out of memory|allocat/i.test(message)
    ? `${message}. The tab has no memory for this: choose a smaller p or fewer rows, and reload`
    : message;
}
