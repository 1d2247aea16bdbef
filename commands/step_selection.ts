/** Which checkpoints are meant: `500,1000..2000,last`. */
import { UsageError } from "./exit.ts";

/** Whether a checkpoint is meant; `last` is the last step of its run. */
export type StepSelection = (step: number, last: number) => boolean;

export const everyStep: StepSelection = () => true;

/**
 * Steps parted by commas: single ones, `from..to` with either end left out, and `last`.
 *
 * @throws {UsageError} for anything else.
 */
export function parseSteps(text: string): StepSelection {
  const parts = text.split(",").map((part) => parsePart(part.trim(), text));
  return (step, last) => parts.some((isMeant) => isMeant(step, last));
}

function parsePart(part: string, text: string): StepSelection {
  if (part === "last") return (step, last) => step === last;
  const range = /^(\d*)\.\.(\d*)$/.exec(part);
  if (range && part !== "..") {
    const [from, to] = [Number(range[1]), range[2] === "" ? Infinity : Number(range[2])];
    if (from <= to) return (step) => from <= step && step <= to;
  }
  if (/^\d+$/.test(part)) return (step) => step === Number(part);
  throw new UsageError(
    `--steps "${text}" is no list of steps: write steps, ranges or last, parted by commas, as in ` +
      "500,1000..2000,last",
  );
}
