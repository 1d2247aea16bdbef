/** From an experiment to actions: what is shared, and what a change of a setting reaches. */
import assert from "node:assert/strict";
import { type Action, sortActions } from "../../dag/action.ts";
import { stages } from "../../stages/registry.ts";
import { canonicalJson } from "../../store/canonical_json.ts";
import { actionsOf, onlyAction, perceptron } from "./small_experiment.ts";

const sweep = `${perceptron}seeds: [0, 1]
sweep:
  grid: { split.trainFraction: [0.5, 0.7], optimizer.learningRate: [0.1, 0.2, 0.4] }
`;

const ofStage = (actions: readonly Action[], stage: string) =>
  actions.filter((action) => action.stage === stage);

Deno.test("runs share data sets and programs wherever these are equal", () => {
  const actions = actionsOf(sweep);
  const counts = Object.keys(stages).map((stage) => [stage, ofStage(actions, stage).length]);
  assert.deepEqual(Object.fromEntries(counts), {
    dataset: 2,
    program: 1,
    native: 0,
    train: 12,
    measure: 0,
    export: 12,
    import: 0,
    aggregate: 1,
    judge: 1,
    render: 4,
  });
});

Deno.test("actions have ids of their own, no cycle, and params that canonical JSON can write", () => {
  const actions = actionsOf(sweep);
  assert.equal(sortActions(actions).length, actions.length);
  for (const { params, links } of actions) {
    canonicalJson(params);
    canonicalJson(links);
  }
});

Deno.test("the table reads all that was logged of each of its runs", () => {
  const { params, inputs } = onlyAction(actionsOf(sweep), "aggregate");
  const { runs } = Object(params) as { runs: { run: string; budget: number }[] };
  assert.equal(runs.length, 12);
  for (const { run } of runs) {
    assert.deepEqual(inputs[`history/${run}`], [
      { action: `train/small/${run}`, file: "history.jsonl", links: "all" },
    ]);
  }
  assert.ok(runs.every(({ budget }) => budget === 30));
});

const linksOf = (...overrides: string[]) =>
  onlyAction(actionsOf(perceptron, ...overrides), "train").links;

Deno.test("training is a chain with one link for each checkpoint", () => {
  assert.deepEqual(linksOf(), [10, 20, 30].map((to) => ({ to, last: false })));
  assert.deepEqual(linksOf("checkpoints={ perDecade: 2 }").map((link) => Object(link).to), [
    1,
    3,
    10,
    30,
  ]);
});

Deno.test("the last link asks for an evaluation where the schedule has none", () => {
  assert.deepEqual(linksOf("training.steps=32").slice(-2), [
    { to: 30, last: false },
    { to: 32, last: true },
  ]);
});

Deno.test("a longer run has the links of a shorter one at its beginning", () => {
  assert.deepEqual(linksOf("training.steps=60").slice(0, 3), linksOf());
});

/** Stages of the actions that a change of settings changes. */
function changedStages(...overrides: string[]): string[] {
  const before = new Set(actionsOf(perceptron).map((action) => canonicalJson(Object(action))));
  const changed = actionsOf(perceptron, ...overrides)
    .filter((action) => !before.has(canonicalJson(Object(action))));
  return [...new Set(changed.map(({ stage }) => stage))];
}

const hyperparameters = [
  "optimizer.learningRate=0.2",
  "optimizer.momentum=0.5",
  "optimizer.weightDecay=0",
  "training.batch.size=7",
  "schedule.steps=9",
  "evaluation.every=3",
  "stopWhen={ metric: trainAccuracy, atLeast: 0.9 }",
];

for (const override of hyperparameters) {
  Deno.test(`--set ${override} reaches training and no program`, () => {
    assert.deepEqual(changedStages(override), ["train", "export"]);
  });
}

Deno.test("the seed of a run reaches its training, and neither data set nor program", () => {
  const stages = changedStages("seeds=[3]");
  assert.ok(stages.includes("train"));
  assert.ok(!stages.includes("dataset") && !stages.includes("program"));
});

Deno.test("what is part of the program changes it, and with it the id of its action", () => {
  const id = (...overrides: string[]) =>
    onlyAction(actionsOf(perceptron, ...overrides), "program").id;
  for (const override of ["optimizer.nesterov=false", "model.dropout=0.2", "task.modulus=5"]) {
    assert.notEqual(id(override), id());
  }
});

Deno.test("the split reaches the data set and no program", () => {
  const reached = changedStages("split.trainFraction=0.6");
  assert.ok(reached.includes("dataset") && reached.includes("train"));
  assert.ok(!reached.includes("program"));
});

Deno.test("a data set that is not corrupted has a key that knows of no corruptions", () => {
  const { params } = onlyAction(actionsOf(perceptron), "dataset");
  assert.deepEqual(Object.keys(Object(params)), ["task", "split"]);
  const reached = changedStages("corruption={ kind: randomLabels, fraction: 0.5 }");
  assert.deepEqual(reached, ["dataset", "train", "export", "render"]);
});

Deno.test("a program without rules beside its optimizer has a key that knows of no rules", () => {
  const { params } = onlyAction(actionsOf(perceptron), "program");
  const names = ["model", "objective", "optimizer", "data", "frozen"];
  assert.deepEqual(Object.keys(Object(params)), names);
});

Deno.test("the numbers of a rule for gradients reach training and no program", () => {
  const rules = (factor: number) =>
    actionsOf(perceptron, `gradient=[{ kind: grokfastEma, factor: ${factor} }]`);
  const ids = [rules(2), rules(3)].map((actions) => onlyAction(actions, "program").id);
  assert.equal(ids[0], ids[1]);
  assert.notEqual(ids[0], onlyAction(actionsOf(perceptron), "program").id);
  const [two, three] = [rules(2), rules(3)].map((actions) => onlyAction(actions, "train").params);
  assert.notDeepEqual(two, three);
});

Deno.test("title and claims reach figures and verdicts, and no run", () => {
  assert.deepEqual(changedStages("title=Another"), ["render"]);
  const claim = "claims=[{ name: learns, kind: reaches, metric: trainAccuracy }]";
  assert.deepEqual(changedStages(claim), ["judge"]);
});
