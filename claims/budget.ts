/** Claims about steps that the runs are too short for: they could never be decided. */
import { writeNumber } from "../measures/wording.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import type { Axes, Path } from "../schemas/fields.ts";
import { ORIGIN, OURS } from "../schemas/origin.ts";

/** What a claim needs of the runs: at least so many steps, because a field of it says so. */
export interface NeededSteps {
  /** The field, from the claim. */
  readonly path: Path;
  readonly steps: number;
}

/** A run by its swept values, and how long it is trained. */
export interface BudgetedRun {
  readonly axes: Axes;
  readonly steps: number;
}

/** A problem where all runs that are selected end before that. */
export function* checkBudget(
  { path, steps }: NeededSteps,
  where: Axes,
  runs: readonly BudgetedRun[],
): Generator<Problem> {
  const { [ORIGIN]: origin = OURS, ...swept } = where;
  if (origin !== OURS) return; // logs are as long as they are
  const selected = runs.filter(({ axes }) =>
    Object.entries(swept).every(([field, value]) => axes[field] === value)
  );
  if (selected.length === 0) return;
  const longest = Math.max(...selected.map(({ steps }) => steps));
  if (longest >= steps) return;
  const message = `needs runs of ${writeNumber(Math.ceil(steps))} steps or more, and those that ` +
    `it is about have ${writeNumber(longest)}; raise training.steps, or change the claim`;
  yield { path, message };
}
