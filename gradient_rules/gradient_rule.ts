/** What is done to gradients before the optimizer sees them. */
import type { Tensor } from "../graph/tensor.ts";
import type { RuleKind, Weight } from "../optimizers/optimizer.ts";
import type { PlainRule } from "../optimizers/plain_rule.ts";
import type { Fields } from "../schemas/kinds.ts";

/** The gradient that the optimizer sees, and the next value of each slot. */
export interface ChangedGradient {
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
}

export type GradientRuleKind<
  F extends Fields = Fields,
  Structure extends keyof F & string = keyof F & string,
> = RuleKind<Weight, ChangedGradient, PlainRule, F, Structure>;

export function defineGradientRule<
  const F extends Fields,
  const Structure extends keyof F & string = never,
>(kind: GradientRuleKind<F, Structure>): GradientRuleKind<F, Structure> {
  return kind;
}

/** Gradients that a rule without slots has made. */
export function withoutSlots(gradients: readonly Tensor[]): ChangedGradient[] {
  return gradients.map((gradient) => ({ gradient, slots: {} }));
}
