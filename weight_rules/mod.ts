/** The rules for weights by the `kind` an experiment gives. */
import type { z } from "zod";
import { onlyGroups } from "../optimizers/fields.ts";
import { kindUnion } from "../schemas/kinds.ts";
import { decay } from "./decay.ts";
import { fixedNorm } from "./fixed_norm.ts";
import { jiggle } from "./jiggle.ts";
import { rowClipping } from "./row_clipping.ts";
import { updateNoise } from "./update_noise.ts";
import type { WeightRuleKind } from "./weight_rule.ts";

export const weightRuleKinds = { decay, jiggle, updateNoise, rowClipping, fixedNorm };

export const WeightRuleSettings = kindUnion(weightRuleKinds, { groups: onlyGroups });
export type WeightRuleSettings = z.infer<typeof WeightRuleSettings>;

export function findWeightRule(kind: WeightRuleSettings["kind"]): WeightRuleKind {
  return weightRuleKinds[kind];
}
