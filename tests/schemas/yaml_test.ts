/** Errors of an experiment's text: their places, their words, all of them at once. */
import assert from "node:assert/strict";
import { ConfigError } from "../../schemas/diagnostics.ts";
import { load, refuse, sample } from "./samples.ts";

Deno.test("an error shows file, line, column, field, the line itself and a caret", () => {
  assert.equal(
    refuse(sample.replace("steps: 100", "steps: many")),
    `small.yaml:7:20: training.steps: must be a whole number, found "many" (number of updates)\n` +
      `    training: { steps: many, batch: { size: full } }\n` +
      `                       ^`,
  );
});

Deno.test("all errors are listed, in the order of the file", () => {
  const text = sample.replace("operation: x+y", "operation: x+z").replace("width: 8", "widht: 8")
    .replace("optimizer:", "optimiser:").replace("seeds: [0, 1]", "seeds: [0, -1, 0.5]");
  const places = refuse(text).split("\n").filter((line) => line.startsWith("small"))
    .map((line) => line.slice("small.yaml:".length).replace(/(: \S+:).*/, "$1"));
  assert.deepEqual(places, [
    "1:1: optimizer:",
    "3:35: task.operation:",
    "4:30: model.widht:",
    "6:1: optimiser:",
    "8:12: seeds[1]:",
    "8:16: seeds[2]:",
  ]);
});

Deno.test("an unknown key is named with the one that was meant, or with all that are known", () => {
  assert.match(
    refuse(sample.replace("width: 8", "widht: 8")),
    /small.yaml:4:30: model.widht: unknown key; did you mean width\?/,
  );
  assert.match(
    refuse(sample.replace("width: 8", "elephants: 8")),
    /model.elephants: unknown key; known keys are kind, .*width/,
  );
});

Deno.test("a wrong or missing kind is answered with the kinds there are", () => {
  assert.match(
    refuse(sample.replace("quadraticMlp", "quadraticMLP")),
    /model.kind: must be one of transformer, mlp, quadraticMlp, lstm; found "quadraticMLP", did you mean quadraticMlp\?/,
  );
  assert.match(
    refuse(sample.replace("kind: quadraticMlp, ", "")),
    /small.yaml:4:1: model.kind: is missing; choose one of transformer, mlp, quadraticMlp/,
  );
});

Deno.test("what is missing is shown at its section", () => {
  assert.match(
    refuse(sample.replace("steps: 100, ", "")),
    /small.yaml:7:1: training.steps: is missing \(number of updates\)/,
  );
});

Deno.test("accuracies in percent are refused with the cure", () => {
  assert.match(
    refuse(sample + "stopWhen: { metric: trainAccuracy, atLeast: 99 }\n"),
    /small.yaml:12:45: stopWhen.atLeast: must be at most 1, found 99 \(.* from 0 to 1\)/,
  );
});

Deno.test("a schedule that is neither of the two forms is refused", () => {
  for (const schedule of ["{ evry: 10 }", "{ every: 1, perDecade: 1 }", "often"]) {
    assert.match(
      refuse(sample, `evaluation=${schedule}`),
      /evaluation: must be \{ every: steps \} or \{ perDecade: times \}/,
    );
  }
});

Deno.test("numbers that are not finite are refused", () => {
  assert.match(refuse(sample, "optimizer.learningRate=.inf"), /must be a number, found Infinity/);
  assert.match(refuse(sample, "optimizer.learningRate=.nan"), /must be a number, found NaN/);
});

Deno.test("broken YAML, keys given twice and loose aliases are refused with their place", () => {
  assert.match(refuse(sample + "seeds: [1]\n"), /^small.yaml:12:1: seeds is given twice/);
  assert.match(refuse(sample + "figures: ["), /^small.yaml:12:\d+: Flow sequence/);
  assert.match(refuse(sample + "figures: *none\n"), /^small.yaml:12:10: \*none has no anchor/);
  assert.equal(
    refuse(`- a\n${sample}`).split("\n").filter((line) => /^small/.test(line)).length,
    3,
  );
});

Deno.test("a document that is no experiment at all is refused", () => {
  assert.match(
    refuse(""),
    /^small.yaml:1:1: experiment: must be a section with keys, found nothing/,
  );
  assert.match(refuse("- 1\n"), /found a list/);
});

Deno.test("aliases are followed", () => {
  const text = sample.replace("seeds: [0, 1]", "seeds: &s [5]").replace("[0.3, 0.5]", "[0.3]");
  assert.equal(load(text + "  zip: [{ split.seed: *s }]\n").runs[0]!.settings.split.seed, 5);
});

Deno.test("--set changes values, adds sections and replaces whole ones", () => {
  const { experiment, runs } = load(
    sample,
    "title=Another title",
    "optimizer.weightDecay=0.5",
    "schedule.kind=linearWarmup",
    "sweep.grid.split.trainFraction=[0.4]",
    "seeds.1=9",
    " objective . kind = crossEntropy ",
  );
  assert.equal(experiment.title, "Another title");
  assert.deepEqual(runs.map(({ id }) => id), [
    "trainFraction-0.4_seed-0",
    "trainFraction-0.4_seed-9",
  ]);
  const { optimizer, schedule } = runs[0]!.settings;
  assert.equal(Reflect.get(optimizer, "weightDecay"), 0.5);
  assert.equal(runs[0]!.settings.objective.kind, "crossEntropy");
  assert.deepEqual(schedule, { kind: "linearWarmup", steps: 10, from: 0 });
});

Deno.test("errors of --set name it and point at no line", () => {
  assert.equal(
    refuse(sample, "training.steps=0"),
    "--set training.steps=0: training.steps: must be at least 1, found 0 (number of updates)",
  );
  assert.match(
    refuse(sample, "training.stps=3"),
    /^--set training.stps=3: .* did you mean steps\?$/,
  );
  assert.match(
    refuse(sample, "elephants.many=3"),
    /^--set elephants.many=3: elephants: unknown key/,
  );
  assert.match(refuse(sample, "task.modulus=[1"), /value is not YAML/);
  assert.match(refuse(sample, "training"), /^--set training: must have the form key=value/);
  assert.match(refuse(sample, "title.x=1"), /^--set title.x=1: title.x: cannot be set/);
  assert.match(refuse(sample, "seeds.x=1"), /^--set seeds.x=1: seeds.x: cannot be set/);
  assert.match(refuse(sample, "a.__proto__.b=1"), /^--set .*: __proto__ is no possible key/);
  assert.match(refuse(sample, "x-base.steps=1"), /x-base.steps: holds anchors alone/);
});

Deno.test("--set to null takes a section out, and never one item of a list", () => {
  const stop = sample + "stopWhen: { metric: trainAccuracy, atLeast: 0.9 }\n";
  assert.equal(load(stop).runs[0]!.settings.stopWhen?.atLeast, 0.9);
  assert.equal(load(stop, "stopWhen=null").runs[0]!.settings.stopWhen, undefined);
  assert.equal(load(sample, "sweep.grid.split.trainFraction=null", "seeds=[4]").runs.length, 1);
  assert.match(refuse(sample, "task=null"), /^--set task=null: task: is missing/);
  assert.match(refuse(sample, "seeds.0=null"), /cannot take one item out of a list/);
});

Deno.test("--set far behind the end of a list is refused at once", () => {
  assert.match(refuse(sample, "seeds.99999999=1"), /cannot set item 99999999 of a list of 2/);
  assert.match(
    refuse(sample, "figures.99999999.name=a"),
    /cannot set item 99999999 of a list of 0/,
  );
  assert.match(refuse(sample, "a.b.99999999=1"), /of a list of 0; set the whole list/);
});

Deno.test("names that other programs use are answered with ours", () => {
  const meant: [section: string, name: string, ours: string][] = [
    ["optimizer: { kind: adamw", "lr", "learningRate"],
    ["optimizer: { kind: adamw", "lambda", "weightDecay"],
    ["optimizer: { kind: adamw", "weight_decay", "weightDecay"],
    ["task: { kind: modular", "lambda", "operandFraction"],
    ["training: { steps: 100", "batch_size", "batch.size"],
    ["training: { steps: 100", "epochs", "steps"],
    ["model: { kind: quadraticMlp", "learningRate", "optimizer.learningRate"],
    ["model: { kind: quadraticMlp", "hidden_size", "width"],
  ];
  for (const [section, name, ours] of meant) {
    const text = sample.replace(section, `${section}, ${name}: 1`);
    assert.ok(refuse(text).includes(`${name}: unknown key; did you mean ${ours}?`), name);
  }
  assert.match(refuse(sample, "lr=1"), /^--set lr=1: lr: .* did you mean optimizer.learningRate\?/);
  assert.match(refuse(sample, "alpha=1"), /did you mean split.trainFraction\?/);
  assert.match(refuse(sample, "steps=5"), /did you mean schedule.steps or training.steps\?/);
  assert.match(refuse(sample, "noise_factor=0.1"), /did you mean weights\?/);
  assert.match(refuse(sample, "grokfast=true"), /did you mean gradient\?/);
  assert.match(refuse(sample, "learningRate=5"), /did you mean optimizer.learningRate\?/);
  assert.match(
    refuse(sample, "objective.kind=mse"),
    /found "mse", did you mean meanSquaredError\?/,
  );
  assert.match(
    refuse(sample, "sweep.grid.wd=[1]"),
    /wd: is not a field .* did you mean optimizer.weightDecay\?/,
  );
});

Deno.test("names that every object of JavaScript has are unknown keys like any others", () => {
  for (const name of ["constructor", "hasOwnProperty", "toString", "valueOf", "__defineGetter__"]) {
    assert.ok(refuse(`${sample}${name}: 1\n`).startsWith(`small.yaml:12:1: ${name}: unknown key`));
    assert.match(refuse(`${sample}    ${name}: [1]\n`), /12:5: \w+: is not a field of/);
    assert.match(refuse(`${sample}    model.${name}: [1]\n`), /12:5: model.\w+: is not a field of/);
    assert.match(refuse(sample, `${name}.${name}=1`), /unknown key/);
    assert.match(refuse(sample, `model.kind=${name}`), /must be one of transformer/);
    const claim = `{ name: c, kind: never, metric: trainAccuracy, where: { ${name}: 1 } }`;
    assert.match(refuse(sample, `claims=[${claim}]`), /is not a swept field/);
    load(sample, `title=${name}`, `name=a-${name.toLowerCase().replaceAll("_", "")}`);
  }
  assert.match(
    refuse(`${sample}    __proto__: [1, 2]\n`),
    /^small.yaml:12:5: __proto__ is no possible/,
  );
  assert.match(refuse(sample, "sweep.grid={ __proto__: [1] }"), /__proto__ is no possible key/);
});

Deno.test("ten complaints are shown, and the number of the others", () => {
  const many = Array.from({ length: 3000 }, (_, index) => `wrong${index}: 1\n`).join("");
  const lines = refuse(sample + many).split("\n");
  assert.equal(lines.filter((line) => line.startsWith("small.yaml")).length, 10);
  assert.equal(lines.at(-1), "and 2990 more");
});

Deno.test("long lines, keys and values are cut", () => {
  const long = "y".repeat(5000);
  for (const text of [`${sample}${long}: 1\n`, sample.replace("steps: 100", `steps: ${long}`)]) {
    const lines = refuse(text).split("\n");
    assert.ok(lines.every((line) => line.length < 500));
  }
  const message = refuse(`figures: [{ name: a }, ${"{ }, ".repeat(100)}{ wrong: 1 }]\n${sample}`);
  for (const line of message.split("\n")) assert.ok(line.length < 300);
});

Deno.test("--set on a swept field is refused, since it would change nothing", () => {
  assert.match(
    refuse(sample, "split.trainFraction=0.4"),
    /is swept, so this would change nothing; set its list, as in sweep.grid.split.trainFraction=/,
  );
});

Deno.test("an error lists its diagnostics as data", () => {
  try {
    load(sample, "training.steps=0", "sweep.grid.split.trainFraction=[1]");
    assert.fail("accepted");
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.deepEqual(error.diagnostics.map(({ field, position }) => [field, position]), [
      ["training.steps", undefined],
    ]);
  }
});
