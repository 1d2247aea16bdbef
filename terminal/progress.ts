/** Shows a run as it goes: bars on a terminal, plain lines elsewhere. All on stderr. */
import cliProgress from "cli-progress";
import type { Action } from "../dag/action.ts";
import type { Event } from "../schemas/events.ts";
import { formatDuration, formatPercent } from "./format.ts";

export interface ProgressDisplay {
  onEvent(event: Event): void;
  close(): void;
}

type Started = Extract<Event, { type: "actionStarted" }>;
type Progressed = Extract<Event, { type: "actionProgress" }>;

/** Between two plain lines for one action. */
const LINE_INTERVAL_MS = 10_000;

/** The display of one run of `actions`; `quiet` shows nothing, for output that programs read. */
export function showProgress(
  actions: readonly Action[],
  { quiet }: { quiet: boolean },
): ProgressDisplay {
  if (quiet) return { onEvent: () => {}, close: () => {} };
  const work = new WorkEstimate(actions);
  const display = Deno.stderr.isTerminal() ? barDisplay(work) : lineDisplay(work);
  return {
    onEvent(event) {
      work.note(event);
      display.onEvent(event);
    },
    close: () => display.close(),
  };
}

/** How far each action and the whole are, and how long they may take still. */
class WorkEstimate {
  readonly #totals: ReadonlyMap<string, number>;
  readonly #steps = new Map<string, { first: number; now: number; total: number; since: number }>();
  #due = 0;
  #done = 0;

  constructor(actions: readonly Action[]) {
    // The links of a chain say where each of them ends; progress inside a link counts up to that.
    this.#totals = new Map(actions.flatMap(({ id, links }) => {
      const last = links.at(-1);
      const to = last !== null && typeof last === "object" && "to" in last ? last.to : null;
      return typeof to === "number" ? [[id, to] as const] : [];
    }));
  }

  note(event: Event): void {
    if (event.type === "planned") {
      this.#due = event.actions.filter(({ state }) => state !== "fresh").length;
    }
    if (event.type === "actionProgress") {
      const { action, done, total } = event;
      const first = this.#steps.get(action);
      const whole = this.#totals.get(action) ?? total;
      if (first) Object.assign(first, { now: done, total: whole });
      else {this.#steps.set(action, {
          first: done,
          now: done,
          total: whole,
          since: performance.now(),
        });}
    }
    if (event.type === "actionFinished" || event.type === "actionCutOff") this.#done++;
  }

  /** For instance 12 of 45 actions. */
  get actions(): { done: number; due: number } {
    return { done: Math.min(this.#done, this.#due), due: this.#due };
  }

  progress(action: string): { done: number; total: number; secondsLeft: number | null } | null {
    const steps = this.#steps.get(action);
    if (!steps) return null;
    const { first, now, total, since } = steps;
    const rate = (now - first) / (performance.now() - since) * 1000;
    return { done: now, total, secondsLeft: rate > 0 ? (total - now) / rate : null };
  }
}

function describeValues({ values }: Progressed): string {
  const names = { trainAccuracy: "train", validationAccuracy: "validation" } as const;
  return Object.entries(names).map(([key, name]) => {
    const value = values[key];
    return `${name} ${typeof value === "number" ? formatPercent(value) : "–".padStart(6)}`;
  }).join("  ");
}

/** `train/quickstart/trainFraction-0.3_seed-0` as its last part: the rest is the same for all. */
function shortName(action: string): string {
  return action.split("/").at(-1)!;
}

function barDisplay(work: WorkEstimate): ProgressDisplay {
  const bars = new cliProgress.MultiBar({
    format: " {name} {bar} {value}/{total}  {note}",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false, // Ctrl-C is for the run to handle: it stops at a checkpoint
    stream: process.stderr,
  }, cliProgress.Presets.shades_classic);
  const whole = bars.create(1, 0, { name: "actions".padEnd(34), note: "" });
  const open = new Map<string, cliProgress.SingleBar>();
  const refresh = () => {
    const { done, due } = work.actions;
    whole.setTotal(due);
    whole.update(done);
  };
  const drop = (action: string) => {
    const bar = open.get(action);
    if (bar) bars.remove(bar);
    open.delete(action);
  };
  return {
    onEvent(event) {
      refresh();
      switch (event.type) {
        case "actionStarted":
          whole.update({ note: `${event.stage} ${shortName(event.action)}` });
          break;
        case "actionProgress": {
          const { done, total, secondsLeft } = work.progress(event.action)!;
          const name = shortName(event.action).padEnd(34);
          const bar = open.get(event.action) ?? bars.create(total, done, { name, note: "" });
          open.set(event.action, bar);
          const left = secondsLeft === null ? "" : `  ${formatDuration(secondsLeft)} left`;
          bar.update(done, { note: describeValues(event) + left });
          break;
        }
        case "actionFailed":
          bars.log(`failed: ${event.message}\n`);
          drop(event.action);
          break;
        case "objectDamaged":
          bars.log(`${event.message}; it is made anew\n`);
          drop(event.action);
          break;
        case "actionFinished":
        case "actionStopped":
          drop(event.action);
          break;
      }
    },
    close: () => bars.stop(),
  };
}

function lineDisplay(work: WorkEstimate): ProgressDisplay {
  const shown = new Map<string, number>();
  const latest = new Map<string, Progressed>();
  const describe = (event: Progressed) => {
    const { done, total, secondsLeft } = work.progress(event.action)!;
    const left = secondsLeft === null || done === total
      ? ""
      : `  ${formatDuration(secondsLeft)} left`;
    return `${shortName(event.action)}  step ${done}/${total}  ${describeValues(event)}${left}`;
  };
  const finish = (event: { action: string }) => {
    const last = latest.get(event.action);
    const { done, due } = work.actions;
    console.error(`[${done}/${due}] ${last ? describe(last) : event.action}`);
  };
  const start = (event: Started) => shown.set(event.action, performance.now());
  return {
    onEvent(event) {
      switch (event.type) {
        case "actionStarted":
          return start(event);
        case "actionProgress": {
          latest.set(event.action, event);
          const now = performance.now();
          if (now - (shown.get(event.action) ?? 0) < LINE_INTERVAL_MS) return;
          shown.set(event.action, now);
          return console.error(describe(event));
        }
        case "actionFinished":
          return finish(event);
        case "actionFailed":
          return console.error(`failed: ${event.message}`);
        case "objectDamaged":
          return console.error(`${event.message}; it is made anew`);
      }
    },
    close: () => {},
  };
}
