/** Shows a run as it goes: bars on a terminal, plain lines elsewhere. All on stderr. */
import type { Action } from "../dag/action.ts";
import type { Event } from "../schemas/events.ts";
import { showBars } from "./bars.ts";
import { describeDamage, describeTrained } from "./events.ts";
import { showLines } from "./lines.ts";
import { tell } from "./output.ts";
import { type Machine, WorkEstimate } from "./work_estimate.ts";

export interface ProgressDisplay {
  onEvent(event: Event): void;
  /** Writes a line that stays, above whatever moves. */
  say(line: string): void;
  close(): void;
}

/** The display of one run of `actions`; a quiet one, for programs, tells of damage alone. */
export function showProgress(
  actions: readonly Action[],
  { quiet, ...machine }: Machine & { readonly quiet: boolean },
): ProgressDisplay {
  if (quiet) return { onEvent: (event) => tellOfDamage(event), say: tell, close: () => {} };
  const work = new WorkEstimate(actions, () => performance.now(), machine);
  const moves = Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
  const display = moves ? showBars(work) : showLines(work, tell);
  let stopped = false;
  return {
    onEvent(event) {
      work.note(event);
      display.onEvent(event);
      if (event.type === "runFinished") stopped = event.status === "stopped";
    },
    say: (line) => display.say(line),
    close() {
      display.close();
      const trained = work.trained();
      if (stopped && trained.steps > 0) tell(describeTrained(trained));
    },
  };
}

function tellOfDamage(event: Event): void {
  if (event.type === "objectDamaged") tell(describeDamage(event));
}
