/** Networks on the reference engine, with weights that a test can read and change. */
import { referenceEngine } from "../../engines/reference.ts";
import type { Value, Values } from "../../engines/engine.ts";
import { buildModel, type ModelSettings } from "../../models/mod.ts";
import { classesOf, tokensOf } from "../../models/samples.ts";
import { buildObjective, ObjectiveSettings } from "../../objectives/mod.ts";
import { buildOptimizer, type OptimizerStructure } from "../../optimizers/mod.ts";
import { randomKey, randomNormal } from "../../random/counter.ts";
import type { DataShape } from "../../schemas/data_shape.ts";
import { buildAnswerProgram, type Recipe } from "../../training/programs.ts";
import { runOnce } from "../engines/run_program.ts";

export function recipeOf(
  model: ModelSettings,
  data: DataShape,
  objective: ObjectiveSettings["kind"] = "crossEntropy",
  optimizer: OptimizerStructure = { kind: "adamw" },
): Recipe {
  return {
    model: buildModel(model, data),
    objective: buildObjective(ObjectiveSettings.parse({ kind: objective }), data),
    optimizer: buildOptimizer(optimizer),
    data,
  };
}

/** Rows of tokens that ask for tokens. */
export function tokenData(positions: number, answers: number, vocabulary: number): DataShape {
  return { input: tokensOf(positions, vocabulary), output: classesOf(vocabulary, answers) };
}

/** Normal numbers in float64, the same for the same name. */
export function normals(name: string, shape: readonly number[], deviation = 1): Value {
  const key = randomKey(0, name);
  const length = shape.reduce((product, size) => product * size, 1);
  const draw = (_: unknown, index: number) => deviation * randomNormal(key, index);
  return { shape, data: Float64Array.from({ length }, draw) };
}

/** Weights of which none is special, so that every one of them shows in the logits. */
export function randomWeights({ model }: Recipe): Record<string, Value> {
  return Object.fromEntries(
    model.parameters.map(({ name, shape }) => [name, normals(name, shape, 0.5)]),
  );
}

export function integers(rows: readonly (readonly number[])[]): Value {
  return { shape: [rows.length, rows[0]!.length], data: Int32Array.from(rows.flat()) };
}

/** Logits [rows, answers, classes] in float64. */
export async function answer(
  recipe: Recipe,
  weights: Values,
  rows: readonly (readonly number[])[],
): Promise<Value> {
  const feeds = { ...weights, tokens: integers(rows) };
  const results = await runOnce(referenceEngine, buildAnswerProgram(recipe), feeds);
  return results.logits!;
}

/** A matrix as rows of numbers, or a vector as one row. */
export function rowsOf({ shape, data }: Value): number[][] {
  const width = shape.at(-1)!;
  return Array.from({ length: data.length / width }, (_, row) => [
    ...data.subarray(row * width, (row + 1) * width),
  ]);
}
