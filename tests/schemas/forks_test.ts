/** Runs that start from a checkpoint of another experiment's run. */
import assert from "node:assert/strict";
import { ConfigError } from "../../schemas/diagnostics.ts";
import { buildModel, type ModelSettings } from "../../models/mod.ts";
import { classesOf, tokensOf } from "../../models/samples.ts";
import { encodeState, noBatches } from "../../training/state.ts";
import { startsFromRun } from "../../schemas/run_settings.ts";
import { loadExperiment } from "../../schemas/yaml.ts";
import { noSurroundings } from "../../schemas/surroundings.ts";

const base = `name: base
title: Base
task: { kind: modular, operation: x+y, modulus: 7, encoding: residues }
model: { kind: quadraticMlp, width: 8 }
objective: { kind: meanSquaredError }
optimizer: { kind: adamw }
training: { steps: 50 }
checkpoints: { every: 20 }
seeds: [0, 1]
`;

const fork = base.replace("name: base", "name: fork").replace("steps: 50", "steps: 60") +
  "startFrom: { run: base/seed-*, step: 20 }\n";

function load(text: string, ...overrides: string[]) {
  return loadExperiment(text, "fork.yaml", overrides, {
    ...noSurroundings,
    load: (name) => {
      if (name !== "base") throw new Error("there is no such file");
      return loadExperiment(base, "base.yaml");
    },
  });
}

function refuse(...overrides: string[]): string {
  try {
    load(fork, ...overrides);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n")[0]!;
    throw error;
  }
  assert.fail("the experiment was accepted");
}

Deno.test("each run starts from the run of its own seed", () => {
  const { runs } = load(fork);
  assert.deepEqual(
    runs.map(({ fork }) => startsFromRun(fork) && [fork.experiment, fork.run.id, fork.step]),
    [["base", "seed-0", 20], ["base", "seed-1", 20]],
  );
});

Deno.test("a run that starts by itself has no fork", () => {
  assert.equal(loadExperiment(base, "base.yaml").runs[0]!.fork, null);
});

const refused: [what: string, overrides: string[], message: RegExp][] = [
  [
    "a run without its experiment",
    ["startFrom.run=seed-0"],
    /startFrom.run: must be an experiment's file, a slash and a run, found "seed-0"/,
  ],
  [
    "an experiment that is not there",
    ["startFrom.run=bsae/seed-0"],
    /startFrom.run: the experiment "bsae" cannot be read: there is no such file/,
  ],
  [
    "a run that is not there",
    ["startFrom.run=base/seed-9"],
    /startFrom.run: "base" has no run "seed-9"; did you mean seed-0\?/,
  ],
  [
    "a step without a checkpoint",
    ["startFrom.step=25"],
    /startFrom.step: that run saves no checkpoint at 25; the nearest is 20/,
  ],
  [
    "fewer steps than are done",
    ["training.steps=20"],
    /training.steps: 20 steps are over at step 20, where this run starts/,
  ],
  [
    "another network",
    ["model.width=9"],
    /startFrom.run: its network has hidden.weight as 14 × 8, and here it is 14 × 9; use the same/,
  ],
  [
    "another optimizer that is to go on as if it were the same",
    ["optimizer={ kind: sgd }"],
    /startFrom.optimizer: sgd keeps other numbers than the adamw of that run, .* fresh/,
  ],
  [
    "other rules beside an optimizer that is to go on",
    ["gradient=[{ kind: grokfastEma }]"],
    /startFrom.optimizer: the rules for gradients and weights keep other numbers .* fresh/,
  ],
  [
    "a pattern that fits no parameter",
    ["startFrom.fresh=[outptu.*]"],
    /startFrom.fresh\[0\]: no parameter is called so; they are hidden.weight, output.weight/,
  ],
  [
    "a pattern that fits no matrix",
    ["startFrom.truncate={ fraction: 0.5, parameters: [outptu.*] }"],
    /startFrom.truncate.parameters\[0\]: no matrix is called so; they are hidden.weight, output.weight/,
  ],
];

for (const [what, overrides, message] of refused) {
  Deno.test(`${what} is refused`, () => assert.match(refuse(...overrides), message));
}

Deno.test("another optimizer may begin anew, and so may another last layer", () => {
  load(fork, "optimizer={ kind: sgd }", "startFrom.optimizer=fresh");
  load(fork, "model.width=9", 'startFrom.fresh=["*"]');
});

Deno.test("another decay, another rate and fewer rows go on with the optimizer's own numbers", () => {
  for (
    const override of [
      "optimizer.weightDecay=3",
      "optimizer.learningRate=0.1",
      "split.trainFraction=0.2",
      "model.initialScale=8",
      'training.frozen=["hidden.*"]',
    ]
  ) {
    const [run] = load(fork, override).runs;
    assert.equal(run!.fork!.step, 20, override);
    assert.equal(run!.settings.startFrom!.optimizer, "keep");
  }
});

Deno.test("an experiment that stands by itself says that it cannot look at others", () => {
  assert.throws(() => loadExperiment(fork, "fork.yaml"), /other experiments are not read here/);
});

Deno.test("a file that a run cannot start from is refused, with what to do", () => {
  const { parameters } = buildModel({ kind: "quadraticMlp", width: 8 } as ModelSettings, {
    input: tokensOf(2, 7),
    output: classesOf(7),
  });
  const tensors = Object.fromEntries(parameters.map(({ name, shape }) => [name, {
    shape,
    data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
  }]));
  const state = { step: 20, optimizerStart: 20, batchSums: noBatches, goalsMet: 0 };
  const files: Record<string, Uint8Array> = {
    good: encodeState({ ...state, tensors }),
    more: encodeState({ ...state, tensors: { ...tensors, bias: tensors["hidden.weight"]! } }),
    broken: Uint8Array.of(1, 2, 3),
  };
  const text = fork.replace("run: base/seed-*, step: 20", "file: good, optimizer: fresh");
  const start = (...overrides: string[]) =>
    loadExperiment(text, "fork.yaml", overrides, {
      ...noSurroundings,
      read: (path) => files[path] ?? assert.fail(path),
    });
  const { runs: [run] } = start();
  assert.equal(run!.fork!.step, 20);
  const refused: [override: string, message: RegExp][] = [
    ["startFrom.file=broken", /startFrom.file: cannot start from "broken": .* convert makes/],
    ["startFrom.file=more", /startFrom.file: its network has bias, which there is not/],
    [
      "startFrom.optimizer=keep",
      /startFrom.optimizer: that file has no hidden.weight.mean, .* fresh/,
    ],
    ["startFrom.step=10", /startFrom.step: that file is of step 20/],
    ["startFrom.run=base/seed-0", /startFrom.file: cannot be given beside run/],
    ["startFrom.file=null", /startFrom.run: is missing/],
    ["training.steps=19", /training.steps: 19 steps are over before step 20/],
    ["model.width=9", /startFrom.file: its network has hidden.weight as 14 × 8, and here it is/],
  ];
  for (const [override, message] of refused) assert.throws(() => start(override), message);
});
