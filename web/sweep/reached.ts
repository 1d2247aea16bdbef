/** When runs reached a threshold, told from every new best accuracy of theirs. */
import { classify, type Outcome } from "../../measures/outcome_class.ts";
import type { ThinCurve, ThinRun } from "../protocol.ts";

/** The first step with at least this accuracy; null for never. */
export function reachedAt({ steps, values }: ThinCurve, threshold: number): number | null {
  const at = values.findIndex((value) => value >= threshold);
  return at < 0 ? null : steps[at]!;
}

export interface Thresholds {
  readonly train: number;
  readonly validation: number;
  readonly delay: number;
}

/** The class of a run by these thresholds; null where that cannot be told, or not yet. */
export function classOf(
  { rises, stoppedEarly }: ThinRun,
  { train, validation, delay }: Thresholds,
): Outcome | null {
  if (rises.train.steps.length === 0 || rises.validation.steps.length === 0) return null;
  return classify({
    memorised: reachedAt(rises.train, train),
    generalised: reachedAt(rises.validation, validation),
    stoppedEarly,
  }, delay);
}
