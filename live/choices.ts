/** What may be chosen of an experiment where it is tried live; everything else is as it says. */
import type { RunSettings } from "../schemas/run_settings.ts";

/** Null for what an experiment or an optimizer does not have. */
export interface Choices {
  /** The fraction α of the rows that is trained on. */
  readonly trainFraction: number | null;
  readonly weightDecay: number | null;
  readonly learningRate: number;
  readonly seed: number;
  readonly modulus: number | null;
  readonly optimizer: string;
}

/** Why there is no such run; `choice` is what to change, null where none of them is to blame. */
export interface ChoiceProblem {
  readonly choice: keyof Choices | null;
  readonly message: string;
}

/** The field of an experiment that each choice sets; the seed is not one of its fields. */
export const choicePaths = {
  trainFraction: "split.trainFraction",
  weightDecay: "optimizer.weightDecay",
  learningRate: "optimizer.learningRate",
  modulus: "task.modulus",
  optimizer: "optimizer.kind",
} as const satisfies Partial<Record<keyof Choices, string>>;

/** What an experiment's own settings choose. */
export function choicesOf({ split, task, optimizer }: RunSettings, seed: number): Choices {
  return {
    trainFraction: split.trainRows === "fraction" ? split.trainFraction : null,
    weightDecay: numberOf(optimizer, "weightDecay"),
    learningRate: optimizer.learningRate,
    seed,
    modulus: numberOf(task, "modulus"),
    optimizer: optimizer.kind,
  };
}

function numberOf(section: object, field: string): number | null {
  const value: unknown = Reflect.get(section, field);
  return typeof value === "number" ? value : null;
}
