/** Every rule for gradients against its published formula, with optimizers behind it. */
import assert from "node:assert/strict";
import { onnxEngine } from "../../engines/onnx.ts";
import { referenceEngine } from "../../engines/reference.ts";
import {
  findGradientRule,
  gradientRuleKinds,
  GradientRuleSettings,
} from "../../gradient_rules/mod.ts";
import { OptimizerSettings } from "../../optimizers/mod.ts";
import { buildUpdate, splitUpdate } from "../../training/update_rule.ts";
import { assertFollowsFormula, parameters, plainUpdate } from "../optimizers/update_paths.ts";

const optimizers = [
  // Follows the gradient itself, so that nothing of it is hidden.
  OptimizerSettings.parse({ kind: "sgd", learningRate: 0.1, momentum: 0, nesterov: false }),
  OptimizerSettings.parse({ kind: "adamw", learningRate: 0.01, weightDecay: 0.5, epsilon: 1e-3 }),
];
const [sgd] = optimizers as [OptimizerSettings];
const engines = [[referenceEngine, 1e-12], [onnxEngine, 2e-5]] as const;
const kinds = Object.keys(gradientRuleKinds) as GradientRuleSettings["kind"][];

const samplesOf = (kind: GradientRuleSettings["kind"]) =>
  findGradientRule(kind).samples.map((sample) => GradientRuleSettings.parse({ kind, ...sample }));

for (const kind of kinds) {
  for (const [index, rule] of samplesOf(kind).entries()) {
    for (const [engine, tolerance] of engines) {
      for (const optimizer of optimizers) {
        const name = `${findGradientRule(kind).title}, sample ${index}, before ${optimizer.kind}`;
        Deno.test(`${name} is its formula on ${engine.name}`, async () => {
          await assertFollowsFormula(engine, { optimizer, gradient: [rule] }, tolerance);
        });
      }
    }
  }
}

Deno.test("all rules for gradients work one after the other, each on its own groups", async () => {
  const gradient = kinds.flatMap((kind, index) =>
    samplesOf(kind).map((rule) => ({
      ...rule,
      ...index % 2 === 0 ? { groups: ["hidden" as const, "bias" as const] } : {},
    }))
  );
  await assertFollowsFormula(referenceEngine, { optimizer: sgd, gradient }, 1e-11);
});

Deno.test("a rule keeps numbers beside the parameters of its groups alone", () => {
  const rule = GradientRuleSettings.parse({ kind: "grokfastEma", groups: ["norm", "readout"] });
  const { structure, hyperparameters } = splitUpdate({ optimizer: sgd, gradient: [rule] });
  const update = buildUpdate(structure);
  const slots = parameters.map((parameter) => update.slots(parameter).map(({ name }) => name));
  const kept = parameters.map(({ group }) =>
    ["norm", "readout"].includes(group) ? ["gradient.0.mean", "velocity"] : ["velocity"]
  );
  assert.deepEqual(slots.map((names) => names.toSorted()), kept);
  assert.deepEqual(Object.keys(hyperparameters).toSorted(), update.hyperparameters.toSorted());
});

Deno.test("Grokfast's first step adds the gradient itself, so many times", () => {
  const weight = {
    name: "w",
    value: Float64Array.of(1),
    gradient: Float64Array.of(0.5),
    shape: [1],
    group: "hidden",
  };
  const rule = GradientRuleSettings.parse({ kind: "grokfastEma", smoothing: 0.98, factor: 2 });
  const [next] = plainUpdate({ optimizer: sgd, gradient: [rule] })(
    [weight],
    { rate: 0.1, time: 1, uniform: () => new Float64Array() },
    [],
  );
  assert.ok(Math.abs(next![0]! - (1 - 0.1 * 3 * 0.5)) < 1e-15);
});
