/** Rules around the optimizer, in the programs of whole networks. */
import assert from "node:assert/strict";
import { referenceEngine } from "../../engines/reference.ts";
import {
  findGradientRule,
  gradientRuleKinds,
  GradientRuleSettings,
} from "../../gradient_rules/mod.ts";
import { findModel, modelKinds, ModelSettings } from "../../models/mod.ts";
import { OptimizerSettings } from "../../optimizers/mod.ts";
import { buildTrainProgram } from "../../training/programs.ts";
import { buildUpdate, splitUpdate, type UpdateSettings } from "../../training/update_rule.ts";
import { findWeightRule, weightRuleKinds, WeightRuleSettings } from "../../weight_rules/mod.ts";
import { assertClose } from "../engines/closeness.ts";
import { engines, runOnce } from "../engines/run_program.ts";
import { trainFeeds } from "../models/feeds.ts";
import { recipeOf } from "../models/networks.ts";

const STEPS = 4;

const everyRule: UpdateSettings = {
  // A large epsilon keeps the rounding error of a gradient near zero from becoming a step.
  optimizer: OptimizerSettings.parse({ kind: "adamw", weightDecay: 0.1, epsilon: 0.01 }),
  gradient: (Object.keys(gradientRuleKinds) as GradientRuleSettings["kind"][]).map((kind) =>
    GradientRuleSettings.parse({ kind, ...findGradientRule(kind).samples[0] })
  ),
  weights: (Object.keys(weightRuleKinds) as WeightRuleSettings["kind"][]).map((kind) =>
    WeightRuleSettings.parse({ kind, ...findWeightRule(kind).samples[0] })
  ),
};

for (const kind of Object.keys(modelKinds) as ModelSettings["kind"][]) {
  const { title, samples } = findModel(kind);
  Deno.test(`the ${title} trains on every engine with every rule, to the same weights`, async () => {
    const { settings, data } = samples[0]!;
    const { structure, hyperparameters } = splitUpdate(everyRule);
    const recipe = {
      ...recipeOf(ModelSettings.parse({ kind, ...settings }), data),
      optimizer: buildUpdate(structure),
    };
    const program = buildTrainProgram(recipe);
    const feeds = trainFeeds(recipe, hyperparameters, STEPS);
    const expected = await runOnce(referenceEngine, program, feeds);
    for (const engine of engines) {
      const actual = await runOnce(engine, program, feeds);
      for (const [output, value] of Object.entries(expected)) {
        assertClose(actual[output]!, value, 1e-5, `${output} on ${engine.name}`);
      }
    }
  });
}

Deno.test("an update without rules speaks of none", () => {
  const { optimizer } = everyRule;
  for (const settings of [{ optimizer }, { optimizer, gradient: [], weights: [] }]) {
    const { structure, hyperparameters } = splitUpdate(settings);
    assert.deepEqual(structure, { optimizer: { kind: "adamw" } });
    assert.deepEqual(Object.keys(hyperparameters), ["beta1", "beta2", "epsilon", "weightDecay"]);
  }
});

Deno.test("two rules of one kind keep their numbers apart", () => {
  const rule = (factor: number) => GradientRuleSettings.parse({ kind: "grokfastEma", factor });
  const { optimizer } = everyRule;
  const { hyperparameters } = splitUpdate({ optimizer, gradient: [rule(2), rule(3)] });
  assert.deepEqual(
    [hyperparameters["gradient.0.factor"], hyperparameters["gradient.1.factor"]],
    [2, 3],
  );
});
