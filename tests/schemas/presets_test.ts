/** Presets: an experiment's other sizes, in its own file. */
import assert from "node:assert/strict";
import { ConfigError } from "../../schemas/diagnostics.ts";
import { type LoadedExperiment, loadExperiment } from "../../schemas/yaml.ts";
import { sample } from "./samples.ts";

const base = `${sample}evaluation: { passGrowth: 1.02 }
stopWhen: { metric: validationAccuracy, atLeast: 0.99 }
claims:
  - { name: published, kind: never, metric: validationAccuracy }
`;

/** The experiment with these lines as its preset `small`. */
function withPreset(...lines: string[]): string {
  return [`${base}presets:`, "  small:", ...lines.map((line) => `    ${line}`), ""].join("\n");
}

const about = "description: in a moment";

function load(text: string, preset?: string, overrides: string[] = []): LoadedExperiment {
  return loadExperiment(text, "small.yaml", overrides, undefined, preset);
}

function refuse(text: string, preset?: string, overrides: string[] = []): string {
  try {
    load(text, preset, overrides);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  assert.fail("the experiment was accepted");
}

Deno.test("an experiment is the same with presets as without, and says which there are", () => {
  const { presets, ...loaded } = load(withPreset(about, "seeds: [7]"));
  const { presets: none, ...plain } = load(base);
  assert.deepEqual(loaded, plain);
  assert.deepEqual(presets, [{ name: "small", description: "in a moment" }]);
  assert.deepEqual(none, []);
});

Deno.test("a preset merges sections by field, and replaces lists and schedules", () => {
  const { experiment, runs } = load(
    withPreset(
      about,
      "task: { modulus: 13 }",
      "seeds: [7]",
      "evaluation: { every: 5 }",
      "stopWhen: { evaluations: 3 }",
      "sweep: { grid: { split.trainFraction: [0.6], optimizer.weightDecay: [0, 1] } }",
    ),
    "small",
  );
  assert.equal(experiment.name, "small-small");
  assert.equal(experiment.title, "A small experiment (small)");
  assert.equal(experiment.description, "in a moment");
  assert.deepEqual(experiment.task, { ...load(base).experiment.task, modulus: 13 });
  assert.deepEqual(experiment.evaluation, { every: 5 });
  assert.deepEqual(experiment.stopWhen, {
    metric: "validationAccuracy",
    atLeast: 0.99,
    evaluations: 3,
  });
  assert.deepEqual(experiment.claims, []);
  assert.deepEqual(runs.map(({ id }) => id), [
    "trainFraction-0.6_weightDecay-0_seed-7",
    "trainFraction-0.6_weightDecay-1_seed-7",
  ]);
});

Deno.test("a section of another kind takes the place of the first, and null takes one out", () => {
  const { experiment } = load(
    withPreset(
      about,
      "title: Other",
      "model: { kind: mlp, hiddenWidths: [4] }",
      "stopWhen: null",
      "claims: [{ name: own, kind: reaches, metric: trainAccuracy }]",
    ),
    "small",
  );
  assert.equal(experiment.title, "Other");
  assert.equal(experiment.model?.kind, "mlp");
  assert.equal(experiment.stopWhen, undefined);
  assert.deepEqual(experiment.claims.map(({ name }) => name), ["own"]);
});

Deno.test("--set changes the preset that was chosen", () => {
  const { experiment } = load(withPreset(about, "training: { steps: 10 }"), "small", [
    "training.steps=20",
    "seeds=[3]",
  ]);
  assert.equal(experiment.training?.steps, 20);
  assert.deepEqual(experiment.seeds, [3]);
  assert.match(
    refuse(withPreset(about), "small", ["presets.small.seeds=[1]"]),
    /^--set presets.small.seeds=\[1\]: .*choose one with --preset/,
  );
});

Deno.test("what is wrong in a preset is told at its own line and column", () => {
  assert.match(
    refuse(withPreset(about, "optimizer:", "  wieghtDecay: 1"), "small"),
    /^small.yaml:20:7: optimizer.wieghtDecay: unknown key; did you mean weightDecay\?\n {10}w/,
  );
  assert.match(
    refuse(withPreset(about, "training: { steps: 0 }"), "small"),
    /^small.yaml:19:24: training.steps: must be at least 1, found 0/,
  );
  assert.match(
    refuse(withPreset(about, "sweep: { grid: { model.width: [8, -1] } }"), "small"),
    /^small.yaml:19:39: model.width: /,
  );
  assert.match(
    refuse(withPreset(about, "corruption: null"), "small"),
    /^small.yaml:19:5: presets.small.corruption: there is nothing to take out/,
  );
});

Deno.test("what is no preset is refused whichever is chosen", () => {
  assert.match(
    refuse(withPreset("seeds: [1]")),
    /^small.yaml:17:3: presets.small.description: is missing/,
  );
  assert.match(
    refuse(withPreset(about, "name: other")),
    /^small.yaml:19:5: presets.small.name: cannot be set: .*<name>-small/,
  );
  assert.match(refuse(`${base}presets: [small]\n`), /^small.yaml:16:1: presets: must be a section/);
  assert.match(
    refuse(`${base}presets: { "a b": { ${about} } }\n`),
    /^small.yaml:16:12: presets.a b: must be made of small letters/,
  );
});

Deno.test("an unknown preset is refused with those there are", () => {
  const text = withPreset(about);
  assert.match(refuse(text, "smal"), /^small.yaml: presets: .*did you mean small\?/);
  assert.match(refuse(text, "enormous"), /there is no preset enormous; there are small/);
  assert.match(refuse(base, "small"), /there is no preset small: this experiment has none/);
});
