/** Experiments whose runs, or some of them, are read from logs. */
import assert from "node:assert/strict";
import { ConfigError } from "../../schemas/diagnostics.ts";
import { labelRuns } from "../../schemas/run_labels.ts";
import type { Surroundings } from "../../schemas/surroundings.ts";
import { noSurroundings } from "../../schemas/surroundings.ts";
import { type LoadedExperiment, loadExperiment } from "../../schemas/yaml.ts";
import { hparamsYaml, logFiles, metricsCsv } from "../logs/lightning_log.ts";
import { sample } from "./samples.ts";

const half = metricsCsv({ train: { 9: 99 }, validation: { 9: 5, 99: 99 } });
const most = metricsCsv({ train: { 4: 99 }, validation: { 9: 100 } });

/** Files by path, as if they stood beside the experiment. */
const files: Record<string, Uint8Array> = Object.fromEntries(
  Object.entries({
    "logs/a_50%": logFiles(half, hparamsYaml),
    "logs/b": logFiles(most, hparamsYaml.replace("50.0", "80.0").replace("Adam", "adam")),
    "logs/copy of b": logFiles(most, hparamsYaml),
    "broken/x": logFiles(`${half}\n1,2`),
  }).flatMap(([folder, log]) =>
    Object.entries(log).map(([name, bytes]) => [`${folder}/${name}`, bytes])
  ),
);

const surroundings: Surroundings = {
  ...noSurroundings,
  read: (path) => files[path]!,
  list: (folder) =>
    Object.keys(files).filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1)).sort(),
};

const load = (text: string): LoadedExperiment =>
  loadExperiment(text, "logs.yaml", [], surroundings);

function refuse(text: string): string {
  try {
    load(text);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.message;
  }
  assert.fail("the experiment was accepted");
}

const alone = `name: logs
title: Logs of others
imported:
  - { kind: lightning, folder: logs }
`;

Deno.test("a folder of logs is an experiment without a run of our own", () => {
  const { experiment, runs, imported } = load(alone);
  assert.deepEqual(runs, []);
  // logs that are the same, byte for byte, count once
  assert.deepEqual(imported.map(({ id }) => id), ["published_a_50~25", "published_b"]);
  assert.deepEqual(imported.map(({ settings }) => settings["split.trainFraction"]), [0.5, 0.8]);
  assert.deepEqual(
    experiment.figures.map(({ name }) => name),
    ["accuracy-vs-steps", "loss-vs-steps", "alpha-vs-steps", "alpha-vs-accuracy"],
  );
});

Deno.test("labels of logs are the origin and what they differ in, budgets what they reach", () => {
  assert.deepEqual(labelRuns(load(alone)), [
    {
      run: "published_a_50~25",
      seed: 0,
      axes: { origin: "published", "split.trainFraction": 0.5 },
      budget: 100,
    },
    {
      run: "published_b",
      seed: 0,
      axes: { origin: "published", "split.trainFraction": 0.8 },
      budget: 10,
    },
  ]);
});

Deno.test("beside ours, labels are the origin, what we sweep, and what differs within one origin", () => {
  const logs = "{ kind: lightning, folder: logs, origin: others }";
  const axesOf = (text: string) => {
    const axes = labelRuns(load(text)).map(({ axes }) => axes);
    return [axes[0], axes.at(-1)];
  };
  // The networks differ, too, but each origin has one alone: its name says as much.
  assert.deepEqual(axesOf(`${sample}imported: [${logs}]\n`), [
    { origin: "ours", "split.trainFraction": 0.3 },
    { origin: "others", "split.trainFraction": 0.8 },
  ]);
  const single = `${sample.slice(0, sample.indexOf("sweep:"))}imported: [${logs}]\n`;
  assert.deepEqual(axesOf(single), [
    { origin: "ours", "split.trainFraction": 0.5 }, // the default, which logs beside it vary
    { origin: "others", "split.trainFraction": 0.8 },
  ]);
  // Keys of experiments without logs are as they were.
  assert.deepEqual(axesOf(sample)[0], { "split.trainFraction": 0.3 });
});

Deno.test("claims and figures may name an origin, and what the logs differ in", () => {
  const claim = (where: string) =>
    `${alone}claims: [{ name: c, kind: reaches, metric: validationAccuracy, where: { ${where} } }]\n`;
  load(claim("origin: published, split.trainFraction: 0.8"));
  assert.match(refuse(claim("origin: mine")), /no run has the value mine; .* one of published/);
  const figure = "figures: [{ name: f, kind: overSteps, metrics: [validationAccurcy] }]\n";
  assert.match(refuse(alone + figure), /did you mean validationAccuracy\?/);
});

Deno.test("what is wrong with logs is told at the line that names them", () => {
  const at = (folder: string) => refuse(alone.replace("folder: logs", `folder: ${folder}`));
  assert.match(at("elsewhere"), /^logs.yaml:4:32: .*"elsewhere" has no metrics.csv/);
  assert.match(at("broken"), /^logs.yaml:4:32: .*: x\/metrics.csv:\d+ has 2 cells under a header/);
  const set = alone.replace("folder: logs", "folder: logs, set: { task.modulo: 97 }");
  assert.match(refuse(set), /task.modulo: is not a field of any run; did you mean task.modulus\?/);
  const twice = alone.replace("imported:\n", "imported:\n  - { kind: lightning, folder: logs }\n");
  assert.match(refuse(twice), /has another run of this name, published_a_50~25; use .*origin/);
});

Deno.test("an experiment of logs alone has nothing to say of training", () => {
  assert.match(refuse(`${alone}seeds: [0, 1]\n`), /^logs.yaml:5:1: seeds: unknown key; known keys/);
  // With one of its sections, all that a run needs is asked for.
  const half = refuse(`${alone}optimizer: { kind: adamw }\n`);
  assert.match(half, /task: is missing/);
  assert.match(refuse("name: none\ntitle: None\nimported: []\n"), /needs at least 1 item/);
});
