/** Gradients whose common norm is limited (Pascanu et al., arXiv:1211.5063). */
import { z } from "zod";
import { normOf, plainNormOf } from "../optimizers/norms.ts";
import { defineGradientRule, withoutSlots } from "./gradient_rule.ts";

/** As in torch.nn.utils.clip_grad_norm_. */
const EPSILON = 1e-6;

/** g <- g min(1, norm / (|g| + 1e-6)), with |g| over all gradients together. */
export const normClipping = defineGradientRule({
  title: "norm clipping",
  description: "scales all gradients down together where their norm is too large",
  source: "Pascanu et al. 2012, arXiv:1211.5063",
  fields: {
    norm: z.number().gt(0).default(1).meta({
      description: "largest norm of all gradients together",
    }),
  },
  structure: [],
  build: () => ({
    slots: () => [],
    update: (weights, { hyperparameters: { norm } }) => {
      const gradients = weights.map(({ gradient }) => gradient);
      const wanted = norm.div(normOf(gradients).add(EPSILON));
      const factor = wanted.neg().add(1).relu().neg().add(1); // min(1, wanted)
      return withoutSlots(gradients.map((gradient) => gradient.mul(factor)));
    },
  }),
  plain: ({ norm }) => (weights) => {
    const gradients = weights.map(({ gradient }) => gradient);
    const factor = Math.min(1, norm / (plainNormOf(gradients) + EPSILON));
    return gradients.map((gradient) => gradient.map((each) => each * factor));
  },
  // One that always limits, and one that never does.
  samples: [{ norm: 0.5 }, { norm: 1000 }],
});
