/** What is minimised: a loss for each answer, averaged over a batch. */
import type { Tensor } from "../graph/tensor.ts";
import type { DataShape } from "../schemas/data_shape.ts";
import type { FieldProblem, Fields, Kind, SettingsOf } from "../schemas/kinds.ts";

/**
 * Losses [n] of outputs [n, width]: against classes [n] where the data ask for classes, else against
 * numbers [n, width].
 */
export type Objective = (outputs: Tensor, targets: Tensor) => Tensor;

/** One answer with its loss, worked out by hand or from the formula. */
export interface ObjectiveSample<F extends Fields = Fields> {
  readonly settings: SettingsOf<F>;
  readonly outputs: readonly number[];
  /** A class, or as many numbers as there are outputs. */
  readonly target: number | readonly number[];
  readonly loss: number;
}

export interface ObjectiveKind<F extends Fields = Fields> extends Kind<F> {
  /** Why it cannot be minimised on such data. */
  check(settings: SettingsOf<F>, data: DataShape): Iterable<FieldProblem>;
  build(settings: SettingsOf<F>, data: DataShape): Objective;
  readonly samples: readonly ObjectiveSample<F>[];
}

export function defineObjective<const F extends Fields>(kind: ObjectiveKind<F>): ObjectiveKind<F> {
  return kind;
}
