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
    /model.elephants: unknown key; known keys are kind, width/,
  );
});

Deno.test("a wrong or missing kind is answered with the kinds there are", () => {
  assert.match(
    refuse(sample.replace("quadraticMlp", "quadraticMLP")),
    /model.kind: must be one of transformer, reluMlp, quadraticMlp; found "quadraticMLP", did you mean quadraticMlp\?/,
  );
  assert.match(
    refuse(sample.replace("kind: quadraticMlp, ", "")),
    /small.yaml:4:1: model.kind: is missing; choose one of transformer, reluMlp, quadraticMlp/,
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
      /evaluation: must be either \{ every: steps \} or \{ perDecade: times \}/,
    );
  }
});

Deno.test("numbers that are not finite are refused", () => {
  assert.match(refuse(sample, "optimizer.learningRate=.inf"), /must be a number, found Infinity/);
  assert.match(refuse(sample, "optimizer.learningRate=.nan"), /must be a number, found NaN/);
});

Deno.test("broken YAML, keys given twice and loose aliases are refused with their place", () => {
  assert.match(refuse(sample + "seeds: [1]\n"), /^small.yaml:12:1: Map keys must be unique/);
  assert.match(refuse(sample + "figures: ["), /^small.yaml:12:\d+: Flow sequence/);
  assert.match(refuse(sample + "figures: *none\n"), /^small.yaml:1:1: Unresolved alias/);
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
  );
  assert.equal(experiment.title, "Another title");
  assert.deepEqual(runs.map(({ id }) => id), [
    "trainFraction-0.4_seed-0",
    "trainFraction-0.4_seed-9",
  ]);
  const { optimizer, schedule } = runs[0]!.settings;
  assert.equal(optimizer.weightDecay, 0.5);
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
