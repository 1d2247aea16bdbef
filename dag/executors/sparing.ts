/** How often a worker tells how far it is. */
import type { Event } from "../../schemas/events.ts";

/** Milliseconds between two events of how far an action is: more would keep the driver busy. */
const PROGRESS_EVERY = 100;

/**
 * Passes events on, but of those of progress only what a person can follow, and the last before
 * anything else is told of the action. `clock` gives milliseconds.
 */
export function sparingly(
  pass: (event: Event) => void,
  clock: () => number,
): (event: Event) => void {
  const told = new Map<string, number>();
  const waiting = new Map<string, Event>();
  return (event) => {
    const action = "action" in event ? event.action : "";
    if (event.type === "actionProgress") {
      waiting.set(action, event);
      if (clock() - (told.get(action) ?? -PROGRESS_EVERY) < PROGRESS_EVERY) return;
    }
    const last = waiting.get(action);
    waiting.delete(action);
    if (last !== undefined) {
      pass(last);
      told.set(action, clock());
    }
    if (last !== event) pass(event);
  };
}
