/** Every rule for weights against its published formula, with optimizers before it. */
import assert from "node:assert/strict";
import { onnxEngine } from "../../engines/onnx.ts";
import { referenceEngine } from "../../engines/reference.ts";
import type { UpdateSettings } from "../../training/update_rule.ts";
import { findWeightRule, weightRuleKinds, WeightRuleSettings } from "../../weight_rules/mod.ts";
import { OptimizerSettings } from "../../optimizers/mod.ts";
import { assertFollowsFormula, parameters, runUpdate, start } from "../optimizers/update_paths.ts";

const optimizers = [
  OptimizerSettings.parse({ kind: "sgd", learningRate: 0.1, momentum: 0, nesterov: false }),
  OptimizerSettings.parse({ kind: "adamw", learningRate: 0.01, weightDecay: 0.5, epsilon: 1e-3 }),
];
const [sgd] = optimizers as [OptimizerSettings];
const engines = [[referenceEngine, 1e-12], [onnxEngine, 2e-5]] as const;
const kinds = Object.keys(weightRuleKinds) as WeightRuleSettings["kind"][];

const samplesOf = (kind: WeightRuleSettings["kind"]) =>
  findWeightRule(kind).samples.map((sample) => WeightRuleSettings.parse({ kind, ...sample }));

for (const kind of kinds) {
  for (const [index, rule] of samplesOf(kind).entries()) {
    for (const [engine, tolerance] of engines) {
      for (const optimizer of optimizers) {
        const name = `${findWeightRule(kind).title}, sample ${index}, after ${optimizer.kind}`;
        Deno.test(`${name} is its formula on ${engine.name}`, async () => {
          await assertFollowsFormula(engine, { optimizer, weights: [rule] }, tolerance);
        });
      }
    }
  }
}

Deno.test("all rules for weights work one after the other, each on its own groups", async () => {
  const weights = kinds.flatMap((kind, index) =>
    samplesOf(kind).map((rule) => ({
      ...rule,
      ...index % 2 === 0 ? { groups: ["hidden" as const, "bias" as const] } : {},
    }))
  );
  await assertFollowsFormula(referenceEngine, { optimizer: sgd, weights }, 1e-11);
});

/** The weights after eight steps, by the program on the reference engine. */
const lastWeights = async (settings: UpdateSettings) => {
  const results = await runUpdate(referenceEngine, settings);
  return parameters.map(({ name, group, shape }) => ({
    group,
    shape,
    data: [...results[`${name}.next`]!.data],
  }));
};

const norm = (numbers: readonly number[]) => Math.hypot(...numbers);

Deno.test("decay towards zero by a rule is AdamW's own decay", async () => {
  const adamw = (weightDecay: number) =>
    OptimizerSettings.parse({ kind: "adamw", learningRate: 0.01, weightDecay });
  const rule = WeightRuleSettings.parse({ kind: "decay", rate: 0.7 });
  const [own, beside] = [
    await lastWeights({ optimizer: adamw(0.7) }),
    await lastWeights({ optimizer: adamw(0), weights: [rule] }),
  ];
  for (const [index, { data }] of own.entries()) {
    data.forEach((each, at) => assert.ok(Math.abs(each - beside[index]!.data[at]!) < 1e-14));
  }
});

Deno.test("a fixed norm holds the norm of all weights where it began, times the factor", async () => {
  const began = norm(parameters.flatMap(({ name, shape }) => [...start(name, shape).data]));
  const rule = WeightRuleSettings.parse({ kind: "fixedNorm", factor: 0.8 });
  const found = await lastWeights({ optimizer: sgd, weights: [rule] });
  assert.ok(Math.abs(norm(found.flatMap(({ data }) => data)) - 0.8 * began) < 1e-12 * began);
});

Deno.test("row clipping limits what feeds a unit, the vector of a token, and biases of a layer together", async () => {
  const rule = WeightRuleSettings.parse({ kind: "rowClipping", norm: 0.5 });
  for (const { group, shape, data } of await lastWeights({ optimizer: sgd, weights: [rule] })) {
    if (shape.length === 1) {
      assert.ok(norm(data) < 0.5 + 1e-12, `${group}: ${norm(data)}`);
      continue;
    }
    const [rows, columns] = shape as [number, number];
    const column = (at: number) => data.filter((_, index) => index % columns === at);
    const units = group === "embedding"
      ? Array.from({ length: rows }, (_, row) => data.slice(row * columns, (row + 1) * columns))
      : Array.from({ length: columns }, (_, at) => column(at));
    for (const unit of units) assert.ok(norm(unit) < 0.5 + 1e-12, `${group}: ${norm(unit)}`);
  }
});
