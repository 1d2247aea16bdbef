/** Every network: its published size, and on its samples the slope of what it reports. */
import assert from "node:assert/strict";
import type { Value, Values } from "../../engines/engine.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { nextName } from "../../graph/next_name.ts";
import { findModel, modelKinds, ModelSettings } from "../../models/mod.ts";
import { countParameters } from "../../graph/parameter.ts";
import { findObjective, objectiveKinds, type ObjectiveSettings } from "../../objectives/mod.ts";
import {
  findOptimizer,
  optimizerKinds,
  OptimizerSettings,
  splitOptimizer,
} from "../../optimizers/mod.ts";
import type { DataShape } from "../../schemas/data_shape.ts";
import {
  buildObservationProgram,
  buildTrainProgram,
  type Recipe,
} from "../../training/programs.ts";
import { names } from "../../training/manifest.ts";
import { assertClose } from "../engines/closeness.ts";
import { engines, load, runOnce } from "../engines/run_program.ts";
import { normals, randomWeights, recipeOf } from "./networks.ts";
import { dot } from "./plain_algebra.ts";
import { randomData, trainFeeds } from "./feeds.ts";

const kinds = Object.keys(modelKinds) as ModelSettings["kind"][];

for (const kind of kinds) {
  const { title, published, samples, check, build } = findModel(kind);
  for (const { source, settings, data, parameters } of published) {
    Deno.test(`the ${title} of ${source} has ${parameters} parameters`, () => {
      ModelSettings.parse({ kind, ...settings });
      assert.deepEqual([...check(settings, data)], []);
      assert.equal(countParameters(build(settings, data)), parameters);
    });
  }

  for (const [index, { settings, data }] of samples.entries()) {
    const model = ModelSettings.parse({ kind, ...settings });
    const name = `the ${title}, sample ${index},`;

    Deno.test(`${name} is possible, and its inner tensors have names`, async () => {
      assert.deepEqual([...check(settings, data)], []);
      const recipe = recipeOf(model, data, objectivesFor(data)[0]);
      const { inputs } = randomData(data, 3);
      const results = await runOnce(referenceEngine, buildObservationProgram(recipe), {
        ...randomWeights(recipe),
        [names.inputs]: inputs,
        [names.batch]: { shape: [2], data: Int32Array.of(2, 0) },
      });
      assert.ok(Object.keys(results).length > 1, "nothing to observe");
      for (const [observed, { shape }] of Object.entries(results)) {
        assert.equal(shape[0]! % 2, 0, `${observed} has rows of the batch`);
      }
    });

    for (const objective of objectivesFor(data)) {
      Deno.test(`a step of ${name} follows the slope of its ${objective}`, async () => {
        await checkSlope(recipeOf(model, data, objective, { kind: "sgd", nesterov: false }));
      });
    }

    Deno.test(`${name} trains on every engine with every optimizer, to the same weights`, async () => {
      for (const optimizer of Object.keys(optimizerKinds) as OptimizerSettings["kind"][]) {
        // A large epsilon keeps the rounding error of a gradient near zero from becoming a step.
        const numbers = { learningRate: 0.01, weightDecay: 0.1, epsilon: 0.01 };
        const { fields } = findOptimizer(optimizer);
        const known = Object.entries(numbers).filter(([name]) => name in fields);
        const parsed = OptimizerSettings.parse({ kind: optimizer, ...Object.fromEntries(known) });
        const { structure, hyperparameters } = splitOptimizer(parsed);
        const recipe = recipeOf(model, data, objectivesFor(data)[0], structure);
        const feeds = trainFeeds(recipe, hyperparameters, 3);
        const program = buildTrainProgram(recipe);
        const expected = await runOnce(referenceEngine, program, feeds);
        for (const engine of engines) {
          const actual = await runOnce(engine, program, feeds);
          for (const [output, value] of Object.entries(expected)) {
            assertClose(
              actual[output]!,
              value,
              1e-5,
              `${output} of ${optimizer} on ${engine.name}`,
            );
          }
        }
      }
    });
  }
}

function objectivesFor(data: DataShape): ObjectiveSettings["kind"][] {
  return (Object.keys(objectiveKinds) as ObjectiveSettings["kind"][])
    .filter((kind) => [...findObjective(kind).check({}, data)].length === 0);
}

/** With rate 1 and neither momentum nor decay, a step of SGD subtracts the gradient. */
async function checkSlope(recipe: Recipe): Promise<void> {
  const program = await load(referenceEngine, buildTrainProgram(recipe));
  const weights = randomWeights(recipe);
  const feeds = trainFeeds(recipe, { momentum: 0, weightDecay: 0 }, 1);
  const run = (changed: Values) =>
    program.run({
      ...feeds,
      ...weights,
      [names.learningRate]: { shape: [1], data: Float64Array.of(1) },
      ...changed,
    });
  const lossAt = async (changed: Values) => (await run(changed))[names.loss]!.data[0]!;
  const next = await run({});
  for (const [parameter, before] of Object.entries(weights)) {
    const direction = normals(`direction ${parameter}`, before.shape);
    const h = 1e-5;
    const ahead = await lossAt({ [parameter]: moved(before, direction, h) });
    const behind = await lossAt({ [parameter]: moved(before, direction, -h) });
    const after = next[nextName(parameter)]!.data;
    const slope = dot([...before.data].map((x, at) => x - after[at]!), [...direction.data]);
    const measured = (ahead - behind) / (2 * h);
    assert.ok(
      Math.abs(slope - measured) < 1e-7 * (1 + Math.abs(measured)),
      `${parameter}: slope ${slope}, measured ${measured}`,
    );
    // A bias of keys moves all scores of a query alike, which changes no softmax.
    assert.equal(slope === 0, parameter.endsWith(".keyBias"), `${parameter} has slope ${slope}`);
  }
}

function moved({ shape, data }: Value, direction: Value, by: number): Value {
  return { shape, data: Float64Array.from(data, (x, at) => x + by * direction.data[at]!) };
}
