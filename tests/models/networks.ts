/** Networks on the reference engine, with weights that a test can read and change. */
import { referenceEngine } from "../../engines/reference.ts";
import type { Value, Values } from "../../engines/engine.ts";
import { buildModel, type ModelSettings } from "../../models/mod.ts";
import type { ModelSizes } from "../../models/model.ts";
import { findObjective, type ObjectiveKind } from "../../objectives/objective.ts";
import { buildOptimizer, type OptimizerStructure } from "../../optimizers/mod.ts";
import { randomKey, randomNormal } from "../../random/counter.ts";
import { names } from "../../training/manifest.ts";
import { buildAnswerProgram, type Recipe } from "../../training/programs.ts";
import { runOnce } from "../engines/run_program.ts";

export function recipeOf(
  model: ModelSettings,
  sizes: ModelSizes,
  objective: ObjectiveKind = "crossEntropy",
  optimizer: OptimizerStructure = { kind: "adamw" },
): Recipe {
  return {
    model: buildModel(model, sizes),
    objective: findObjective(objective),
    optimizer: buildOptimizer(optimizer),
    sizes,
  };
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
  return results[names.logits]!;
}

/** A matrix as rows of numbers, or a vector as one row. */
export function rowsOf({ shape, data }: Value): number[][] {
  const width = shape.at(-1)!;
  return Array.from({ length: data.length / width }, (_, row) => [
    ...data.subarray(row * width, (row + 1) * width),
  ]);
}
