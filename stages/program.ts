/**
 * The program stage: model, objective and optimizer made into programs. What is trained later
 * depends on the bytes that come out here, and not on the source that made them.
 */
import { z } from "zod";
import { oneShot } from "../dag/stage.ts";
import { writeOnnx } from "../graph/onnx.ts";
import { printProgram } from "../graph/text.ts";
import { buildModel } from "../models/mod.ts";
import { findObjective } from "../objectives/objective.ts";
import { buildOptimizer } from "../optimizers/mod.ts";
import {
  buildAnswerProgram,
  buildEvaluationProgram,
  buildTrainProgram,
  describePrograms,
} from "../training/programs.ts";

const count = z.int().min(1);

/** The form alone is checked: schemas/ checks the values, and its code stays out of the keys. */
const Params = z.strictObject({
  model: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("transformer"),
      layers: count,
      width: count,
      heads: count,
      feedForwardWidth: count,
      dropout: z.number(),
      weightNoise: z.number(),
      positions: z.enum(["learned", "sinusoidal"]),
      readout: z.enum(["last", "mean"]),
      attentionInitialization: z.enum(["linear", "xavier"]),
    }),
    z.strictObject({
      kind: z.literal("reluMlp"),
      hiddenWidths: z.array(count),
      dropout: z.number(),
    }),
    z.strictObject({ kind: z.literal("quadraticMlp"), width: count }),
  ]),
  objective: z.enum(["crossEntropy", "meanSquaredError"]),
  optimizer: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.enum(["adamw", "adam", "rmsprop"]) }),
    z.strictObject({ kind: z.literal("sgd"), nesterov: z.boolean() }),
  ]),
  sizes: z.strictObject({ positions: count, answers: count, vocabularySize: count }),
});

export const program = oneShot("program", ({ params }) => {
  const { model, objective, optimizer, sizes } = Params.parse(params);
  const recipe = {
    model: buildModel(model, sizes),
    objective: findObjective(objective),
    optimizer: buildOptimizer(optimizer),
    sizes,
  };
  const train = buildTrainProgram(recipe);
  const evaluate = buildEvaluationProgram(recipe);
  const text = (content: string) => new TextEncoder().encode(content);
  return Promise.resolve({
    "train.onnx": writeOnnx(train),
    "train.txt": text(printProgram(train)),
    "evaluate.onnx": writeOnnx(evaluate),
    "evaluate.txt": text(printProgram(evaluate)),
    "answer.txt": text(printProgram(buildAnswerProgram(recipe))),
    "manifest.json": text(`${JSON.stringify(describePrograms(recipe))}\n`),
  });
});
