/** What a transformer may be told, and what of it is impossible. */
import { z } from "zod";
import type { DataShape } from "../../schemas/data_shape.ts";
import type { FieldProblem, SettingsOf } from "../../schemas/kinds.ts";
import { activation } from "../activations.ts";
import { dropoutRate, size } from "../fields.ts";
import { checkTokens, countAnswers, refuseCausal } from "../model.ts";

/** Settings that are optional were added later: left out, keys are as they were. */
export const fields = {
  layers: size.max(1000).default(2).meta({ description: "number of blocks" }),
  width: size.default(128).meta({ description: "size of the residual stream" }),
  heads: size.default(4).meta({ description: "attention heads; must divide the width" }),
  feedForwardWidth: size.default(512).meta({ description: "hidden units of each block" }),
  dropout: dropoutRate.default(0).meta({
    description: "fraction of units dropped in training where dropoutAt says, from 0 to below 1",
  }),
  dropoutAt: z.array(z.enum(["embedding", "attention", "feedForward"])).min(1).optional().meta({
    description:
      "what units are dropped of: the embedded tokens, the outputs of attention, those " +
      "of the feed-forward layers; these last if left out",
  }),
  weightNoise: z.number().min(0).default(0).meta({
    description: "standard deviation of Gaussian noise on every weight in training",
  }),
  positions: z.enum(["learned", "sinusoidal"]).default("sinusoidal").meta({
    description: "how a position is told to the network",
  }),
  mask: z.enum(["causal", "none"]).optional().meta({
    description:
      "what a position sees: causal, itself and what is before it; none, all positions; " +
      "causal if left out",
  }),
  normalization: z.enum(["after", "before", "carried", "none"]).optional().meta({
    description:
      "where layers are normalised: after, LN(x + f(x)); before, x + f(LN(x)); carried, before, " +
      "with LN(x) itself carried past attention; none, nowhere; after if left out",
  }),
  activation,
  biases: z.array(z.enum(["attention", "feedForward", "output"])).optional().meta({
    description: "products of matrices that a bias is added to; none if left out",
  }),
  readout: z.enum(["last", "mean"]).default("last").meta({
    description: "what answers: the last positions, or the mean over all of them",
  }),
  attentionInitialization: z.enum(["xavier", "linear"]).default("linear").meta({
    description: "xavier is torch's MultiheadAttention, linear its nn.Linear",
  }),
  initialization: z.enum(["normal", "xavier"]).optional().meta({
    description:
      "normal: all matrices normal with deviation 1/sqrt(width), the last one 1/sqrt(classes); " +
      "xavier: Xavier's uniform matrices, embeddings of deviation 0.02; biases start at 0 in both; " +
      "left out: as torch's own modules, attention as attentionInitialization says",
  }),
};

export type Settings = SettingsOf<typeof fields>;

/** Whether something is normalised on its way into a layer, so that the last block is after all. */
export function normalizesBefore({ normalization }: Settings): boolean {
  return normalization === "before" || normalization === "carried";
}

export function* check(settings: Settings, data: DataShape): Generator<FieldProblem> {
  yield* checkTokens("a transformer", data);
  yield* checkWidth(settings);
  if (settings.initialization === "normal" && settings.attentionInitialization === "xavier") {
    yield {
      fields: ["model.attentionInitialization", "model.initialization"],
      message: "initialization: normal starts attention too, so it cannot start as xavier; leave " +
        "one of the two out",
    };
  }
  if (settings.mask === "none") {
    yield* refuseCausal("a transformer without a mask", data, "model.mask");
  }
  if (settings.readout === "last") return;
  yield* refuseCausal("a mean over all positions", data, "model.readout");
  const answers = countAnswers(data);
  if (answers > 1) {
    yield {
      fields: ["model.readout", "task.kind"],
      message: `a mean over all positions gives one answer, and each row asks for ${answers}; ` +
        "use readout: last",
    };
  }
}

function* checkWidth({ width, heads, positions }: Settings): Generator<FieldProblem> {
  if (width % heads !== 0) {
    const divisor = nearestDivisor(width, heads);
    yield {
      fields: ["model.heads", "model.width"],
      message: `width ${width} cannot be divided among ${heads} heads; use ${divisor} ` +
        `${divisor === 1 ? "head" : "heads"}, or a multiple of ${heads} as width`,
    };
  }
  if (positions === "sinusoidal" && width % 2 !== 0) {
    yield {
      fields: ["model.width", "model.positions"],
      message: `sinusoidal positions come in pairs of sine and cosine, found the odd width ` +
        `${width}; use an even width or learned positions`,
    };
  }
}

function nearestDivisor(value: number, wanted: number): number {
  let divisor = Math.min(wanted, value);
  while (value % divisor !== 0) divisor -= 1;
  return divisor;
}
