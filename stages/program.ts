/**
 * The program stage: model, objective and optimizer made into programs. What is trained later
 * depends on the bytes that come out here, and not on the source that made them.
 */
import { oneShot } from "../dag/stage.ts";
import { writeOnnx } from "../graph/onnx.ts";
import type { Program } from "../graph/program.ts";
import { printProgram } from "../graph/text.ts";
import { buildModel, type ModelSettings } from "../models/mod.ts";
import { buildObjective, type ObjectiveSettings } from "../objectives/mod.ts";
import type { DataShape } from "../schemas/data_shape.ts";
import {
  buildAnswerProgram,
  buildEvaluationProgram,
  buildGradientProgram,
  buildJacobianProgram,
  buildObservationProgram,
  buildTrainProgram,
  describePrograms,
  type Recipe,
} from "../training/programs.ts";
import { buildUpdate, type UpdateStructure } from "../training/update_rule.ts";

/** Checked when the experiment was read; the plan makes these from its types. */
export interface ProgramParams extends UpdateStructure {
  readonly model: ModelSettings;
  readonly objective: ObjectiveSettings;
  readonly data: DataShape;
  /** Names of the parameters that training leaves as they are. */
  readonly frozen: readonly string[];
  /** True where rows of a batch have so much in common that it is computed once. */
  readonly sharesRows?: true;
}

export function recipeOf(params: ProgramParams): Recipe {
  const { model, objective, data, frozen, sharesRows = false } = params;
  return {
    model: buildModel(model, data),
    objective: buildObjective(objective, data),
    optimizer: buildUpdate(params),
    data,
    frozen,
    sharesRows,
  };
}

export const program = oneShot("program", ({ params }) => {
  const recipe = recipeOf(params as unknown as ProgramParams);
  const text = (content: string) => new TextEncoder().encode(content);
  const both = (name: string, program: Program) => ({
    [`${name}.onnx`]: writeOnnx(program),
    [`${name}.txt`]: text(printProgram(program)),
  });
  return Promise.resolve({
    ...both("train", buildTrainProgram(recipe)),
    ...both("evaluate", buildEvaluationProgram(recipe)),
    ...both("observe", buildObservationProgram(recipe)),
    ...both("gradient", buildGradientProgram(recipe)),
    ...both("jacobian", buildJacobianProgram(recipe)),
    "answer.txt": text(printProgram(buildAnswerProgram(recipe))),
    "manifest.json": text(`${JSON.stringify(describePrograms(recipe))}\n`),
  });
});
