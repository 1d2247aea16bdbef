/** The rules for gradients by the `kind` an experiment gives. */
import type { z } from "zod";
import { onlyGroups } from "../optimizers/fields.ts";
import { kindUnion } from "../schemas/kinds.ts";
import { coupledDecay } from "./coupled_decay.ts";
import { egalitarian } from "./egalitarian.ts";
import type { GradientRuleKind } from "./gradient_rule.ts";
import { grokfastEma } from "./grokfast_ema.ts";
import { grokfastMa } from "./grokfast_ma.ts";
import { normClipping } from "./norm_clipping.ts";
import { perpendicular } from "./perpendicular.ts";

export const gradientRuleKinds = {
  grokfastEma,
  grokfastMa,
  normClipping,
  perpendicular,
  egalitarian,
  coupledDecay,
};

export const GradientRuleSettings = kindUnion(gradientRuleKinds, { groups: onlyGroups });
export type GradientRuleSettings = z.infer<typeof GradientRuleSettings>;

export function findGradientRule(kind: GradientRuleSettings["kind"]): GradientRuleKind {
  return gradientRuleKinds[kind];
}
