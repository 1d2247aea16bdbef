/** Published numbers beside ours, and how many times as many ours are. */
import { writeNumber, writeSteps } from "../measures/wording.ts";
import type { ClaimNumbers } from "./protocol.ts";

/** Ours over the published one; null where there is none. */
export function ratioOf({ published, ours }: ClaimNumbers): number | null {
  return typeof ours === "number" ? ours / published : null;
}

/** Such as `3 000`, `2 400` and `0.80`; empty texts for a claim without numbers. */
export function describeNumbers(
  numbers: ClaimNumbers | null,
): [published: string, ours: string, ratio: string] {
  if (numbers === null) return ["", "", ""];
  const { published, ours } = numbers;
  const ratio = ratioOf(numbers);
  const own = ours === null ? "" : writeSteps(ours === "never" ? null : ours);
  return [
    writeSteps(published),
    own,
    ratio === null ? "" : writeNumber(ratio, ratio < 100 ? 2 : 0),
  ];
}
