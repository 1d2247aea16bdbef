/** Every kind of measure on checkpoints of a small transformer, with the settings it has by default. */
import assert from "node:assert/strict";
import { type EngineId, engines } from "../../engines/registry.ts";
import { measureColumns, measureKinds, type MeasureSettings } from "../../measures/mod.ts";
import { measurableOf } from "../../schemas/measurable.ts";
import { loadExperiment } from "../../schemas/yaml.ts";
import { parseHistory } from "../../tables/curves.ts";
import { experimentActions } from "../../stages/actions.ts";
import { runActionIds } from "../../stages/run_actions.ts";
import { openLaboratory, textOf } from "./small_experiment.ts";

const trained = `name: small
title: A small experiment
task: { kind: modular, operation: x+y, modulus: 7, encoding: operands }
model: { kind: transformer, layers: 1, width: 8, heads: 2, feedForwardWidth: 12 }
objective: { kind: crossEntropy }
optimizer: { kind: adamw, weightDecay: 1 }
training: { steps: 6 }
checkpoints: { every: 3 }
`;

/** Fewer draws than by default, where a measure of a real run takes its time. */
const quick: Readonly<Record<string, string>> = {
  localLearningCoefficient: ", draws: 5",
};

const kinds = Object.keys(measureKinds) as MeasureSettings["kind"][];
const settings = kinds.map((kind) => `  - { kind: ${kind}${quick[kind] ?? ""} }\n`).join("");
const everything = `${trained}measures:\n${settings}`;

Deno.test("every measure gives the columns that it says, and later ones train nothing", async () => {
  await using laboratory = await openLaboratory();
  await laboratory.run(trained);
  const { executed, records } = await laboratory.run(everything);
  const { experiment, runs: [run] } = loadExperiment(everything, "small.yaml", []);
  const idOf = (measure: MeasureSettings) => runActionIds.measure("small", run!, measure);
  assert.deepEqual(
    executed.toSorted(),
    [runActionIds.export("small", run!), ...experiment.measures.map(idOf)].toSorted(),
  );
  for (const measure of experiment.measures) {
    const { kind } = measure;
    const links = records.get(idOf(measure))!;
    const texts = await Promise.all(
      links.map(({ files }) => laboratory.store.read(files["measures.jsonl"]!)),
    );
    const rows = parseHistory(texts.map(textOf).join(""), "seed-0");
    for (const { step: _, ...columns } of rows) {
      assert.deepEqual(Object.keys(columns), measureColumns(measure, measurableOf(run!)), kind);
    }
    assert.deepEqual(rows.map(({ step }) => step), [3, 6], kind);
  }
});

Deno.test("every program that a measure reads is made, whichever engine computes", () => {
  for (const engine of Object.keys(engines) as EngineId[]) {
    const loaded = loadExperiment(everything, "small.yaml", []);
    const actions = experimentActions(loaded, () => engine);
    const made = (id: string): string[] => {
      const { stage, inputs } = actions.find((action) => action.id === id)!;
      if (stage === "native") return Object.keys(inputs).map((name) => `${name}.native`);
      return ["train", "evaluate", "observe", "gradient", "jacobian", "answer"]
        .flatMap((name) => [`${name}.onnx`, `${name}.txt`]);
    };
    const programs = actions.flatMap(({ inputs }) => Object.values(inputs).flat())
      .flatMap((source) => "action" in source ? [source] : [])
      .filter(({ action, file }) => /^(program|native)\//.test(action) && file !== "manifest.json");
    assert.ok(programs.length > kinds.length);
    for (const { action, file } of programs) {
      assert.ok(made(action).includes(file), `${file} of ${action} on ${engine}`);
    }
  }
});
