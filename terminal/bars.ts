/** A run as bars on a terminal: one for the whole, one for each training that goes on. */
import cliProgress from "cli-progress";
import type { Event } from "../schemas/events.ts";
import {
  describeAccuracies,
  describeDamage,
  describeDivergence,
  describeDue,
  describeStep,
  describeTimeLeft,
  shortName,
} from "./events.ts";
import { formatCount } from "./format.ts";
import { tell } from "./output.ts";
import type { ProgressDisplay } from "./progress.ts";
import type { WorkEstimate } from "./work_estimate.ts";

type Progressed = Extract<Event, { type: "actionProgress" }>;
type Planned = Extract<Event, { type: "planned" }>;

const LONGEST_NAME = 36;
/** Columns that `step  480/1200  train 100.0 %  validation  43.1 %  1 min 05 s left` takes. */
const NOTE_WIDTH = 68;
/** On a terminal of fewer columns the note is shortened, so that its end can be seen. */
const WIDE = 100;
const SHORT_NOTE_WIDTH = 48;

export function showBars(work: WorkEstimate): ProgressDisplay {
  const { columns, rows } = Deno.stderr.isTerminal()
    ? Deno.consoleSize()
    : { columns: 100, rows: 24 };
  /** Runs that train as one program may be more than fit; all of them count in the bar of the whole. */
  const mostBars = Math.max(1, rows - 4);
  const noteWidth = columns < WIDE ? SHORT_NOTE_WIDTH : NOTE_WIDTH;
  const open = new Map<string, cliProgress.SingleBar>();
  let bars: cliProgress.MultiBar | null = null;
  let whole: cliProgress.SingleBar | null = null;
  let nameWidth = 0;
  let running = "";

  // The terminal may be closed while the run goes on.
  process.stderr.on("error", () => {});

  const begin = ({ actions }: Planned) => {
    const due = actions.filter(({ state }) => state !== "fresh");
    if (due.length === 0) return;
    tell(describeDue(work)!);
    const names = due.map(({ action }) => action).filter((id) => work.isTraining(id));
    const widths = names.map((action) => shortName(action).length);
    nameWidth = Math.min(LONGEST_NAME, Math.max("in all".length, ...widths));
    bars = new cliProgress.MultiBar({
      format: " {name}  {bar}  {note}",
      barsize: Math.max(6, Math.min(30, columns - nameWidth - noteWidth)),
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false, // Ctrl-C is for the run to handle: it stops at a checkpoint
      stream: process.stderr,
    }, cliProgress.Presets.shades_classic);
    whole = bars.create(1, 0, { name: "in all".padEnd(nameWidth), note: "" });
  };
  const refresh = () => {
    const { actions, fraction, secondsLeft } = work.overall();
    const parts = [
      `${actions.done} of ${formatCount(actions.due, "action")}`,
      describeTimeLeft(secondsLeft),
      running,
    ];
    whole?.update(fraction, { note: parts.filter(Boolean).join("  ") });
  };
  const progress = (event: Progressed) => {
    const training = work.training(event.action);
    if (training === null || bars === null) return;
    if (open.has(event.action) || open.size < mostBars) {
      const name = shortName(event.action).slice(-nameWidth).padEnd(nameWidth);
      const bar = open.get(event.action) ?? bars.create(training.steps, 0, { name, note: "" });
      open.set(event.action, bar);
      const left = describeTimeLeft(training.secondsLeft).padEnd("59 min 59 s left".length);
      const note = `${describeStep(training)}  ${
        describeAccuracies(work.values(event.action))
      }  ${left}`;
      bar.update(training.step, { note: columns < WIDE ? shorten(note) : note });
    }
    const { divergedAt } = event.values;
    if (typeof divergedAt === "number") say(`${event.action}: ${describeDivergence(divergedAt)}`);
  };
  const drop = (action: string) => {
    const bar = open.get(action);
    if (bar) bars?.remove(bar);
    open.delete(action);
  };
  const say = (line: string) => bars === null ? tell(line) : bars.log(`${line}\n`);

  return {
    onEvent(event) {
      switch (event.type) {
        case "planned":
          begin(event);
          break;
        case "actionStarted":
          // Trainings have bars of their own.
          running = work.isTraining(event.action)
            ? ""
            : `${event.stage} ${shortName(event.action)}`;
          break;
        case "actionProgress":
          progress(event);
          break;
        case "actionFailed":
          say(`failed: ${event.action}`);
          drop(event.action);
          break;
        case "objectDamaged":
          say(describeDamage(event));
          drop(event.action);
          break;
        case "actionFinished":
        case "actionStopped":
          drop(event.action);
          break;
      }
      refresh();
    },
    say,
    close: () => bars?.stop(),
  };
}

/** `480/1200 train 100 % val 43 % 12 s left`. */
function shorten(note: string): string {
  return note.replace("step ", "").replace("validation", "val").replaceAll(/\.\d %/g, " %")
    .replaceAll(/ {2,}/g, " ").trim();
}
