/** One program for several runs gives each of them what it gets alone. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Engine, Values } from "../../engines/engine.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { batchProgram } from "../../graph/batching.ts";
import { inputName, type Program, topologicalOrder } from "../../graph/program.ts";
import { isStatic } from "../../graph/shape.ts";
import { input } from "../../graph/tensor.ts";
import { findModel, modelKinds, ModelSettings } from "../../models/mod.ts";
import {
  buildEvaluationProgram,
  buildTrainProgram,
  describePrograms,
} from "../../training/programs.ts";
import { names } from "../../training/manifest.ts";
import { assertClose, FLOAT32_TOLERANCE } from "../engines/closeness.ts";
import { runOnce } from "../engines/run_program.ts";
import { trainFeeds } from "../models/feeds.ts";
import { recipeOf } from "../models/networks.ts";
import { runBatched } from "./batched.ts";
import { applyCase, casesOf, feedsOf, inputsOf, opNames, programOf } from "./op_cases.ts";
import {
  type Instruction,
  randomProgram,
  randomProgramFeeds,
  ruleCount,
} from "./random_program.ts";

const RUNS = 3;

/** The reference adds in the same order; float32 engines have other kernels for other shapes. */
const engines: readonly (readonly [Engine, number])[] = [
  [referenceEngine, 0],
  [onnxEngine, FLOAT32_TOLERANCE],
];

async function checkRuns(
  program: Program,
  feeds: readonly Values[],
  own: ReadonlySet<string>,
  [engine, tolerance]: readonly [Engine, number],
  what: string,
): Promise<void> {
  const actual = await runBatched(engine, program, feeds, own);
  for (const [run, each] of feeds.entries()) {
    const expected = await runOnce(tolerance === 0 ? engine : referenceEngine, program, each);
    for (const [name, value] of Object.entries(expected)) {
      assertClose(actual[run]![name]!, value, tolerance, `${name} of run ${run}, ${what}`);
    }
  }
}

/** Every choice of some of these. */
function subsetsOf(all: readonly string[]): ReadonlySet<string>[] {
  return Array.from(
    { length: 2 ** all.length },
    (_, bits) => new Set(all.filter((_, index) => (bits >> index) % 2 === 1)),
  );
}

for (const op of opNames) {
  Deno.test(`${op} for several runs is what it is for each`, async () => {
    const draws = Array.from({ length: RUNS }, (_, run) => casesOf(op, run));
    for (const [index, first] of draws[0]!.entries()) {
      const inputs = inputsOf(first);
      const program = programOf(op, inputs, [applyCase(op, first, inputs)]);
      const drawn = draws.map((cases) => feedsOf(cases[index]!));
      for (const own of subsetsOf(inputs.map(inputName))) {
        const shared = Object.entries(drawn[0]!).filter(([name]) => !own.has(name));
        const feeds = drawn.map((each) => ({ ...each, ...Object.fromEntries(shared) }));
        const what = `${op} ${index} with ${[...own].join(", ") || "nothing"} for each`;
        for (const engine of engines) {
          await checkRuns(program, feeds, own, engine, `${what} on ${engine[0].name}`);
        }
      }
    }
  });
}

Deno.test("any program for several runs is what it is for each", async () => {
  const rule = fc.nat({ max: ruleCount - 1 });
  const instruction: fc.Arbitrary<Instruction> = fc.tuple(rule, fc.nat(20), fc.nat(20));
  const inputs = Object.keys(randomProgramFeeds);
  await fc.assert(
    fc.asyncProperty(
      fc.array(instruction, { minLength: 3, maxLength: 15 }),
      fc.subarray(inputs),
      async (instructions, chosen) => {
        const feeds = Array.from({ length: RUNS }, (_, run) =>
          Object.fromEntries(
            Object.entries(randomProgramFeeds).map(([name, { shape, data }]) => [
              name,
              { shape, data: data.map((x) => chosen.includes(name) ? x - run / 4 : x) },
            ]),
          ));
        const program = randomProgram(instructions);
        const tensors = topologicalOrder(program.outputs.map(({ tensor }) => tensor));
        fc.pre(tensors.every(({ shape }) => shape.filter((size) => !isStatic([size])).length < 2));
        await checkRuns(program, feeds, new Set(chosen), [referenceEngine, 0], "random");
      },
    ),
    { numRuns: 200 },
  );
});

for (const kind of Object.keys(modelKinds) as ModelSettings["kind"][]) {
  const { title, samples } = findModel(kind);
  for (const [index, { settings, data }] of samples.entries()) {
    Deno.test(`a step of the ${title}, sample ${index}, for several runs is that of each`, async () => {
      const model = ModelSettings.parse({ kind, ...settings });
      const objective = data.output.kind === "classes" ? "crossEntropy" : "meanSquaredError";
      const recipe = recipeOf(model, data, objective);
      const { hyperparameters } = describePrograms(recipe);
      const feeds = Array.from({ length: RUNS }, (_, run) => {
        // A large epsilon keeps the rounding error of a gradient near zero from becoming a step.
        const numbers = hyperparameters.map((name) => [name, name === "epsilon" ? 0.01 : 0.5]);
        return trainFeeds(recipe, Object.fromEntries(numbers), 2, run);
      });
      const program = buildTrainProgram(recipe);
      const own = new Set(hyperparameters.map(names.hyperparameter));
      const what = `the ${title} ${index}`;
      await checkRuns(program, feeds, own, [referenceEngine, 0], what);
      await checkRuns(program, feeds, own, [onnxEngine, 1e-5], `${what} on onnxruntime`);
      const evaluation = buildEvaluationProgram(recipe);
      const weights = feeds.map((each) => ({
        ...Object.fromEntries(evaluation.inputs.map(({ tensor }) => {
          const name = inputName(tensor);
          return [name, each[name]!];
        })),
        [names.batch]: { shape: [2], data: Int32Array.of(2, 0) },
      }));
      const parameters = new Set(recipe.model.parameters.map(({ name }) => name));
      await checkRuns(evaluation, weights, parameters, [referenceEngine, 0], what);
    });
  }
}

Deno.test("data of their own make a training of each run as well", async () => {
  const { samples: [sample] } = findModel("mlp");
  const recipe = recipeOf(ModelSettings.parse({ kind: "mlp", ...sample!.settings }), sample!.data);
  const { hyperparameters } = describePrograms(recipe);
  const numbers = Object.fromEntries(hyperparameters.map((name) => [name, 0.5]));
  const feeds = Array.from({ length: RUNS }, (_, run) => {
    const each = trainFeeds(recipe, numbers, 2, run);
    const { shape, data } = each[names.inputs]!;
    return { ...each, [names.inputs]: { shape, data: data.toReversed() } };
  });
  const own = new Set([names.inputs, names.targets, ...hyperparameters.map(names.hyperparameter)]);
  await checkRuns(buildTrainProgram(recipe), feeds, own, [referenceEngine, 0], "own data");
});

Deno.test("a program for several runs refuses names that are no fixed inputs", () => {
  const x = input("x", [2]);
  const program = programOf("one", [x], [x.add(1)]);
  assert.throws(() => batchProgram(program, 2, new Set(["y"])), /"one" has no fixed inputs "y"/);
  assert.throws(() => batchProgram(program, 0, new Set(["x"])), /for 1 run or more, not for 0/);
});
