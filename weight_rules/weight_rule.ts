/** What is done to weights after the optimizer's step: decay of other kinds, noise, constraints. */
import type { Tensor } from "../graph/tensor.ts";
import type { RuleKind, SeenWeight, Update } from "../optimizers/optimizer.ts";
import type { PlainRule, PlainWeight } from "../optimizers/plain_rule.ts";
import type { Fields } from "../schemas/kinds.ts";

/** A parameter after a step, with its value before the step. */
export interface MovedWeight extends SeenWeight {
  readonly previous: Tensor;
}

/** The same in plain numbers. */
export interface PlainMovedWeight extends PlainWeight {
  readonly previous: Float64Array;
}

export type WeightRuleKind<
  F extends Fields = Fields,
  Structure extends keyof F & string = keyof F & string,
> = RuleKind<MovedWeight, Update, PlainRule<PlainMovedWeight>, F, Structure>;

export function defineWeightRule<
  const F extends Fields,
  const Structure extends keyof F & string = never,
>(kind: WeightRuleKind<F, Structure>): WeightRuleKind<F, Structure> {
  return kind;
}

/** Values that a rule without slots has made. */
export function withoutSlots(values: readonly Tensor[]): Update[] {
  return values.map((value) => ({ value, slots: {} }));
}
