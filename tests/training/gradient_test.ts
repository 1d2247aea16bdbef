/** Gradients of the loss over rows: what they are, and that parts of a set add up. */
import assert from "node:assert/strict";
import type { Engine, Value, Values } from "../../engines/engine.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { findModel, modelKinds, ModelSettings } from "../../models/mod.ts";
import { answerWidth } from "../../models/model.ts";
import { evaluateRows } from "../../training/evaluation.ts";
import { gradientOfRows, type MeanGradient, pullBackRows } from "../../training/gradient.ts";
import { names } from "../../training/manifest.ts";
import { observeRows } from "../../training/observation.ts";
import {
  buildEvaluationProgram,
  buildGradientProgram,
  buildJacobianProgram,
  buildObservationProgram,
  type Recipe,
} from "../../training/programs.ts";
import { assertClose } from "../engines/closeness.ts";
import { engines, load } from "../engines/run_program.ts";
import { randomData } from "../models/feeds.ts";
import { normals, randomWeights, recipeOf, tokenData } from "../models/networks.ts";
import { dot } from "../models/plain_algebra.ts";

async function gradientOn(
  engine: Engine,
  recipe: Recipe,
  feeds: Values,
  rows: Int32Array,
): Promise<MeanGradient> {
  const program = await load(engine, buildGradientProgram(recipe));
  try {
    return await gradientOfRows(program, feeds, rows, parametersOf(recipe));
  } finally {
    await program.close();
  }
}

function parametersOf({ model }: Recipe): string[] {
  return model.parameters.map(({ name }) => name);
}

function feedsOf(recipe: Recipe, rows: number): Values {
  const { inputs, targets } = randomData(recipe.data, rows);
  return { ...randomWeights(recipe), [names.inputs]: inputs, [names.targets]: targets };
}

/** All weights so far along a direction in which none is special. */
function moved(recipe: Recipe, feeds: Values, distance: number): Values {
  const weights = parametersOf(recipe).map((name) => {
    const { shape, data }: Value = feeds[name]!;
    const direction = normals(`direction of ${name}`, shape).data;
    return [name, {
      shape,
      data: Float64Array.from(data, (x, at) => x + distance * direction[at]!),
    }];
  });
  return { ...feeds, ...Object.fromEntries(weights) };
}

/** How fast something with these slopes rises along the same direction. */
function slopeAlong(recipe: Recipe, slopes: ReadonlyMap<string, Value>): number {
  return parametersOf(recipe).reduce((sum, name) => {
    const { shape, data } = slopes.get(name)!;
    return sum + dot([...data], [...normals(`direction of ${name}`, shape).data]);
  }, 0);
}

for (const kind of Object.keys(modelKinds) as ModelSettings["kind"][]) {
  const { title, samples } = findModel(kind);
  const { settings, data } = samples[0]!;
  const objective = data.output.kind === "classes" ? "crossEntropy" : "meanSquaredError";
  const recipe = recipeOf(ModelSettings.parse({ kind, ...settings }), data, objective);
  const rows = Int32Array.of(2, 0);

  Deno.test(`the gradient of the ${title} is the slope of its mean loss`, async () => {
    const feeds = feedsOf(recipe, 3);
    const { loss, slopes } = await gradientOn(referenceEngine, recipe, feeds, rows);
    const evaluate = await load(referenceEngine, buildEvaluationProgram(recipe));
    const lossAt = async (distance: number) =>
      (await evaluateRows(evaluate, moved(recipe, feeds, distance), rows)).loss;
    const slope = slopeAlong(recipe, slopes);
    const measured = (await lossAt(1e-5) - await lossAt(-1e-5)) / 2e-5;
    assert.ok(Math.abs(loss - await lossAt(0)) <= 1e-12 * Math.abs(loss), `${loss}`);
    assert.ok(Math.abs(slope - measured) <= 1e-6 * Math.max(1, Math.abs(slope)), `${slope}`);
    await evaluate.close();
  });

  Deno.test(`the gradient of the ${title} is the same on every engine`, async () => {
    const feeds = feedsOf(recipe, 3);
    const expected = await gradientOn(referenceEngine, recipe, feeds, rows);
    for (const engine of engines) {
      const { slopes } = await gradientOn(engine, recipe, feeds, rows);
      for (const [name, slope] of slopes) {
        assertClose(slope, expected.slopes.get(name)!, 1e-5, `${name} on ${engine.name}`);
      }
    }
  });
}

for (const kind of Object.keys(modelKinds) as ModelSettings["kind"][]) {
  const { title, samples } = findModel(kind);
  const { settings, data } = samples[0]!;
  const objective = data.output.kind === "classes" ? "crossEntropy" : "meanSquaredError";
  const recipe = recipeOf(ModelSettings.parse({ kind, ...settings }), data, objective);
  const direction = Float32Array.from({ length: answerWidth(data) }, (_, at) => at % 3 - 0.5);

  Deno.test(`outputs of the ${title} pull a direction back to what they rise along`, async () => {
    const { [names.targets]: _, ...feeds } = feedsOf(recipe, 3);
    const row = Int32Array.of(1);
    const pulledOn = async (engine: Engine) => {
      const program = await load(engine, buildJacobianProgram(recipe));
      const pulled = await pullBackRows(program, feeds, row, direction, parametersOf(recipe));
      await program.close();
      return pulled;
    };
    const observe = await load(referenceEngine, buildObservationProgram(recipe));
    const along = async (distance: number) => {
      const found = await observeRows(observe, moved(recipe, feeds, distance), row, [
        names.outputs,
      ]);
      const { data } = found.get(names.outputs)!;
      return [...data].reduce(
        (sum, value, at) => sum + value * direction[at % direction.length]!,
        0,
      );
    };
    const expected = await pulledOn(referenceEngine);
    const slope = slopeAlong(recipe, expected);
    const measured = (await along(1e-3) - await along(-1e-3)) / 2e-3; // of outputs in float32
    assert.ok(Math.abs(slope - measured) <= 1e-3 * Math.max(1, Math.abs(slope)), `${measured}`);
    await observe.close();
    for (const engine of engines) {
      for (const [name, value] of await pulledOn(engine)) {
        assertClose(value, expected.get(name)!, 1e-5, `${name} on ${engine.name}`);
      }
    }
  });
}

Deno.test("the gradient of more rows than one call takes is the mean of those of its parts", async () => {
  const model = ModelSettings.parse({ kind: "mlp", hiddenWidths: [3] });
  const recipe = recipeOf(model, tokenData(2, 1, 4));
  const rows = Int32Array.from({ length: 1300 }, (_, row) => row);
  const feeds = feedsOf(recipe, rows.length);
  const parts = [rows.subarray(0, 100), rows.subarray(100)];
  const [all, first, rest] = await Promise.all(
    [rows, ...parts].map((part) => gradientOn(referenceEngine, recipe, feeds, part)),
  );
  assert.ok(Math.abs(all!.loss - (first!.loss * 100 + rest!.loss * 1200) / 1300) < 1e-12);
  for (const [name, { shape, data }] of all!.slopes) {
    const of = (part: MeanGradient, at: number) => part.slopes.get(name)!.data[at]!;
    const mean = data.map((_, at) => (of(first!, at) * 100 + of(rest!, at) * 1200) / 1300);
    assertClose({ shape, data }, { shape, data: mean }, 1e-12, name);
  }
});
