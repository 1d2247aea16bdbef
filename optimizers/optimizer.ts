/** What an update rule is: new values of a parameter and of the numbers kept beside it. */
import type { Tensor } from "../graph/tensor.ts";

/** Scalars of one step. `learningRate` has the schedule applied; `time` counts updates from 1. */
export interface StepScalars<Hyperparameter extends string> {
  readonly learningRate: Tensor;
  readonly time: Tensor;
  readonly hyperparameters: Readonly<Record<Hyperparameter, Tensor>>;
}

export interface Update {
  readonly parameter: Tensor;
  /** The next value of each slot, in the order of `slots`. */
  readonly slots: readonly Tensor[];
}

/**
 * An update rule. Hyperparameters are inputs of the program, so that changing one changes no
 * program; slots start at zero.
 */
export interface Optimizer<Hyperparameter extends string = string> {
  readonly slots: readonly string[];
  readonly hyperparameters: readonly Hyperparameter[];
  update(
    parameter: Tensor,
    gradient: Tensor,
    slots: readonly Tensor[],
    scalars: StepScalars<Hyperparameter>,
  ): Update;
}
