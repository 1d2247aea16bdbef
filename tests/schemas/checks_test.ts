/** Every contradiction between settings is refused, at the place that is to be mended. */
import assert from "node:assert/strict";
import { load, refuse, sample } from "./samples.ts";

const transformer = "model={ kind: transformer }";
const axes = "split.trainFraction: [0.3, 0.5]";

/** Overrides that make the sample impossible, and what must be said. */
const refused: [name: string, overrides: string[], message: RegExp][] = [
  ["a modulus of 1", ["task.modulus=1"], /task.modulus: must be at least 2, found 1/],
  [
    "division modulo a number that is not prime",
    ["task.modulus=12", "task.operation=x/y"],
    /task.modulus: 12 is not prime, so "x\/y" has no answer .* for instance 13/,
  ],
  [
    "three operands of anything but a sum",
    ["task.operands=3", "task.operation=x*y"],
    /task.operands: "x\*y" takes 2 operands, found 3/,
  ],
  [
    "zeros left out twice",
    ["task.excludeZero=true", "task.operation=x/y"],
    /task.excludeZero: .*"x\/y" leaves out rows with a divisor of zero/,
  ],
  [
    "a fraction of operands of anything but a sum",
    ["task.operandFraction=0.5", "task.operation=x*y"],
    /task.operandFraction: .*found 0.5 with "x\*y"/,
  ],
  [
    "equations of three operands",
    ["task.operands=3", "task.encoding=equation", transformer],
    /task.encoding: equation has room for 2 operands, found 3/,
  ],
  [
    "a sentence about an operation that openai/grok has no token for",
    [
      "task.operation=3x^2+y^2",
      "task.encoding=sentence",
      transformer,
      "objective={ kind: crossEntropy }",
    ],
    /task.encoding: sentence .* openai\/grok, which has none for the operator "3\*x\*\*2\+y\*\*2"; use equation/,
  ],
  [
    "other answers to rows that ask for different numbers of them",
    [
      "task={ kind: sequenceArithmetic, operation: x+y, values: 8 }",
      transformer,
      "objective={ kind: crossEntropy }",
      "corruption={ kind: randomLabels, fraction: 0.5 }",
    ],
    /corruption: rows of this task ask for different numbers of answers/,
  ],
  [
    "more outliers than training rows",
    ["corruption={ kind: outliers, rows: 100000 }"],
    /100000 outliers are more than the \d+ training rows; use fewer/,
  ],
  [
    "random labels on less than a row",
    ["corruption={ kind: randomLabels, fraction: 0.01 }"],
    /random labels on 0.01 of 36 training rows are less than one row; use 0/,
  ],
  [
    "random labels on more than all rows",
    ["corruption={ kind: randomLabels, fraction: 1.5 }"],
    /corruption.fraction: must be at most 1, found 1.5/,
  ],
  [
    "a table beyond all memory",
    ["task.modulus=97", "task.operands=5"],
    /task.modulus: the table would have 8587340257 rows/,
  ],
  [
    "numbers that float32 would take for 0, and say so in the field of each",
    ["optimizer.epsilon=1e-50", "schedule={ kind: linearWarmup, from: 1e-40 }"],
    /optimizer.epsilon: 1e-50 cannot be held by float32.* use at least 1.2e-38, or 0[^]*schedule.from/,
  ],
  [
    "a learning rate that float32 would take for 0",
    ["optimizer.learningRate=1e-50"],
    /optimizer.learningRate: 1e-50 cannot be held by float32/,
  ],
  [
    "a rule for parameters that the network lacks",
    ["gradient=[{ kind: perpendicular, groups: [hidden, norm] }]"],
    /gradient\[0\].groups\[1\]: the network has no parameter of the group norm; it has hidden, readout/,
  ],
  [
    "a rule with a number that float32 would take for 0",
    ["gradient=[{ kind: normClipping, norm: 1e-50 }]"],
    /gradient\[0\].norm: 1e-50 cannot be held by float32/,
  ],
  [
    "a window of gradients that no memory holds",
    ["gradient=[{ kind: grokfastMa, window: 10000 }]", "model.width=300000"],
    /training the quadratic MLP would take 792 GB of memory/,
  ],
  [
    "a rule with a slip of the pen",
    ["gradient=[{ kind: grokfastEMA }]"],
    /gradient\[0\].kind: must be one of .* did you mean grokfastEma/,
  ],
  [
    "a swept decay that float32 would take for infinity",
    ["sweep.grid={ optimizer.weightDecay: [1, 1e39] }"],
    /1e\+39 cannot be held by float32.* use at most 3.4e38/,
  ],
  [
    "a decay of moments that float32 would take for 1",
    ["optimizer.beta2=0.99999999"],
    /optimizer.beta2: 0.99999999 cannot be held by float32.* use at most 0.99999994/,
  ],
  [
    "a constant of the network that float32 cannot hold",
    ["model={ kind: transformer, weightNoise: 1e-46 }"],
    /model.weightNoise: 1e-46 cannot be held by float32/,
  ],
  [
    "a batch larger than the training rows",
    ["training.batch.size=37"],
    /small.yaml:11:27: split.trainFraction: a batch of 37 rows cannot be drawn from 36/,
  ],
  [
    "half of a single training row",
    ["training.batch={ size: 4, atMostHalf: floor }", "sweep.grid.split.trainFraction=[0.01]"],
    /a batch of 0 rows cannot be drawn from 1 training rows/,
  ],
  [
    "a checkpoint at each of many steps",
    ["training.steps=20001", "checkpoints.every=2"],
    /checkpoints.every: every 2 of 20001 steps is more than 10000 times; use at least 3, or/,
  ],
  [
    "an evaluation at each of very many steps",
    ["training.steps=1e12", "evaluation={ every: 1 }"],
    /evaluation.every: every 1 of 1000000000000 steps is more than 1000000 times/,
  ],
  [
    "a sentence, which holds its answer, for a network that sees all of it",
    ["task.encoding=sentence", "model={ kind: mlp }", "objective={ kind: crossEntropy }"],
    /model.kind: an MLP sees all tokens of a row at once, .* such as a transformer/,
  ],
  [
    "a width that heads do not divide",
    ["model={ kind: transformer, width: 130, heads: 4 }"],
    /model.heads: width 130 cannot be divided among 4 heads; use 2 heads/,
  ],
  [
    "sinusoids in an odd width",
    ["model={ kind: transformer, width: 9, heads: 3 }"],
    /model.width: sinusoidal positions .* odd width 9/,
  ],
  [
    "a mean over tokens of which one is the answer",
    ["model={ kind: transformer, readout: mean }", "task.encoding=sentence"],
    /model.readout: a mean over all positions sees all tokens of a row at once/,
  ],
];

for (const [name, overrides, message] of refused) {
  Deno.test(`${name} is refused`, () => {
    assert.match(refuse(sample, ...overrides), message);
  });
}

Deno.test("what only looks impossible is accepted", () => {
  load(sample, "task.modulus=12"); // sums need no prime
  load(sample, "training.batch={ size: 100000, atMostHalf: ceil }");
  load(sample, "training.batch.size=36");
  load(sample, "evaluation={ every: 100000 }");
  load(sample, "task.operands=3");
  load(sample, "model={ kind: transformer, width: 9, heads: 3, positions: learned }");
  load(sample, transformer, "task.encoding=sentence", "objective.kind=crossEntropy");
  load(sample, "model={ kind: transformer, readout: mean }", "task.encoding=operands");
});

Deno.test("fractions of 0, of 1, and of less than a row are refused at their element", () => {
  const message = refuse(sample.replace(axes, "split.trainFraction: [0, 0.5, 1, 0.004, 0.999]"));
  assert.deepEqual(message.split("\n").filter((line) => line.startsWith("small")), [
    "small.yaml:11:27: split.trainFraction: must be above 0, found 0 " +
    "(α, the fraction of all rows that is trained on, between 0 and 1)",
    "small.yaml:11:35: split.trainFraction: must be below 1, found 1 " +
    "(α, the fraction of all rows that is trained on, between 0 and 1)",
    "small.yaml:11:38: split.trainFraction: 0.004 of the 121 rows of the task are 0, which leaves " +
    "nothing to train on; train on more of them, or make the task larger",
    "small.yaml:11:45: split.trainFraction: 0.999 of the 121 rows of the task are 121, which " +
    "leaves nothing to validate on; train on fewer of them, or make the task larger",
  ]);
});

Deno.test("a modulus too small for the fraction is refused at whichever of them is swept", () => {
  const swept = sample.replace(axes, "task.modulus: [11, 2]");
  assert.match(
    refuse(swept, "split={ trainFraction: 0.1 }"),
    /11:24: task.modulus: 0.1 of the 4 rows/,
  );
});

Deno.test("numbers at the limits of float32 are accepted", () => {
  const limits = [
    "optimizer.epsilon=1e-30",
    "optimizer.weightDecay=0",
    "optimizer.beta1=0.9999999",
  ];
  assert.equal(load(sample, ...limits).runs.length, 4);
});
