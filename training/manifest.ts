/**
 * What the programs of a run and the loop that feeds them agree on. It stands apart from the
 * programs so that the training stage's code does not change when a network's does.
 */
import type { Parameter } from "../models/model.ts";

/** What the training loop must know of the programs to feed them. */
export interface Manifest {
  readonly parameters: readonly Parameter[];
  /** Numbers kept beside each parameter, all starting at zero. */
  readonly slots: readonly string[];
  /** Scalar inputs of the training program, besides the learning rate. */
  readonly hyperparameters: readonly string[];
  /** True when the training program takes a random key for each step. */
  readonly random: boolean;
}

/** Names of inputs and outputs that are not parameters. */
export const names = {
  tokens: "data.tokens",
  targets: "data.targets",
  batch: "step.batch",
  learningRate: "step.learningRate",
  key: "step.key",
  updates: "updates",
  loss: "loss",
  accuracy: "accuracy",
  losses: "losses",
  correct: "correct",
  logits: "logits",
  hyperparameter: (name: string) => `hyper.${name}`,
  slot: (parameter: string, slot: string) => `${parameter}.${slot}`,
} as const;
