/**
 * What the programs of a run and the loop that feeds them agree on. It stands apart from the
 * programs so that the training stage's code does not change when a network's does.
 */
import type { Parameter } from "../graph/parameter.ts";

/** A tensor that an optimizer keeps beside a parameter. */
export interface StateSlot {
  /** Name of the parameter. */
  readonly parameter: string;
  readonly name: string;
  readonly shape: readonly number[];
  /** Zeros, or a copy of what the parameter starts with. */
  readonly start: "zero" | "parameter";
}

/** What the training loop must know of the programs to feed them. */
export interface Manifest {
  readonly parameters: readonly Parameter[];
  /** Names of the parameters that training leaves as they are. */
  readonly frozen: readonly string[];
  readonly slots: readonly StateSlot[];
  /** Scalar inputs of the training program, besides the learning rate. */
  readonly hyperparameters: readonly string[];
  /** True when the training program takes a random key for each step. */
  readonly random: boolean;
  /** Inner tensors that the observing program gives by these names. */
  readonly observations: readonly string[];
}

/** Names of inputs and outputs that are not parameters. */
export const names = {
  inputs: "data.inputs",
  targets: "data.targets",
  batch: "step.batch",
  learningRate: "step.learningRate",
  key: "step.key",
  updates: "updates",
  loss: "loss",
  accuracy: "accuracy",
  answerAccuracy: "answerAccuracy",
  losses: "losses",
  correct: "correct",
  correctAnswers: "correctAnswers",
  outputs: "outputs",
  hyperparameter: (name: string) => `hyper.${name}`,
  slot: (parameter: string, slot: string) => `${parameter}.${slot}`,
  observed: (name: string) => `observed.${name}`,
} as const;
