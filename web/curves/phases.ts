/** The parts of a run that grokking is told in, found from when its accuracies crossed bounds. */
import type { HistoryData } from "../protocol.ts";
import type { Phase } from "./chart_spec.ts";

/** Where validation begins to leave its floor: this part of the way from it to the threshold. */
const RISE = 0.1;

/**
 * Memorising, until training reaches its threshold; a plateau, until validation has come a tenth of
 * the way from where it stood then; the rise, until validation reaches its threshold; then grokked.
 * What a run does not have, such as a plateau where both were learned at once, is left out.
 */
export function phasesOf(
  { steps, columns }: HistoryData,
  { train, validation }: { readonly train: number; readonly validation: number },
): Phase[] {
  const [ofTrain, ofValidation] = [columns.trainAccuracy, columns.validationAccuracy];
  const [first, last] = [steps[0], steps.at(-1)];
  if (ofTrain === undefined || ofValidation === undefined || first === undefined) return [];
  const memorised = firstAt(steps, ofTrain, train);
  const generalised = firstAt(steps, ofValidation, validation);
  if (memorised === null || generalised !== null && generalised < memorised) {
    const end = generalised ?? memorised ?? last!;
    return kept([
      { name: "memorising", from: first, to: end },
      ...generalised === null ? [] : [
        { name: "grokked" as const, from: generalised, to: last! },
      ],
    ]);
  }
  const at = steps.indexOf(memorised);
  const floor = ofValidation[at] ?? 0;
  const left = firstAt(
    steps.slice(at),
    ofValidation.slice(at),
    floor + RISE * (validation - floor),
  );
  const rise = left ?? last!;
  return kept([
    { name: "memorising", from: first, to: memorised },
    { name: "plateau", from: memorised, to: rise },
    { name: "rise", from: rise, to: generalised ?? last! },
    ...generalised === null ? [] : [{ name: "grokked" as const, from: generalised, to: last! }],
  ]);
}

function kept(phases: readonly Phase[]): Phase[] {
  return phases.filter(({ from, to }) => to > from);
}

function firstAt(
  steps: readonly number[],
  values: readonly (number | null)[],
  threshold: number,
): number | null {
  return steps.find((_, at) => (values[at] ?? -Infinity) >= threshold) ?? null;
}
