/** A run as lines of text, few enough for the log of a job: one per training, and signs of life. */
import type { Event } from "../schemas/events.ts";
import {
  describeAccuracies,
  describeDamage,
  describeDue,
  describeStep,
  describeTimeLeft,
  shortName,
} from "./events.ts";
import type { ProgressDisplay } from "./progress.ts";
import type { WorkEstimate } from "./work_estimate.ts";

type Progressed = Extract<Event, { type: "actionProgress" }>;

/** Between two lines on one training that goes on. */
const INTERVAL_MS = 10_000;

export function showLines(work: WorkEstimate, write: (line: string) => void): ProgressDisplay {
  const shown = new Map<string, number>();
  const latest = new Map<string, Progressed>();
  const describe = (event: Progressed) => {
    const training = work.training(event.action);
    const step = training === null ? "" : `  ${describeStep(training)}`;
    return `${shortName(event.action)}${step}  ${describeAccuracies(work.values(event.action))}`;
  };
  const begin = () => {
    const due = describeDue(work);
    if (due !== null) write(due);
  };
  const goOn = (event: Progressed) => {
    if (!work.isTraining(event.action)) return;
    latest.set(event.action, event);
    const now = work.clock();
    if (now - (shown.get(event.action) ?? now) >= INTERVAL_MS) {
      const left = describeTimeLeft(work.training(event.action)?.secondsLeft ?? null);
      write([`      ${describe(event)}`, left].filter(Boolean).join("  "));
      shown.set(event.action, now);
    }
    if (!shown.has(event.action)) shown.set(event.action, now);
  };
  const finish = (action: string) => {
    const last = latest.get(action);
    if (last === undefined) return;
    const { trainings: { done, due }, secondsLeft } = work.overall();
    const left = done < due ? describeTimeLeft(secondsLeft) : "";
    const count = (work.isDue(action) ? `[${done}/${due}]` : "again").padEnd(5);
    write([`${count} ${describe(last)}`, left && `${left} in all`].filter(Boolean).join("  "));
  };
  return {
    onEvent(event) {
      switch (event.type) {
        case "planned":
          return begin();
        case "actionProgress":
          return goOn(event);
        case "actionFinished":
          return finish(event.action);
        case "actionFailed":
          return write(`failed: ${event.action}`);
        case "objectDamaged":
          return write(describeDamage(event));
      }
    },
    say: write,
    close: () => {},
  };
}
