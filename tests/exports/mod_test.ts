/** A run as the files of other programs, from a run that never was. */
import assert from "node:assert/strict";
import { findExport } from "../../exports/mod.ts";
import type { FinishedRun, SavedCheckpoint, Weight } from "../../exports/format.ts";
import { exportNames } from "../../exports/names.ts";
import { lightning as lightningLog } from "../../logs/lightning.ts";
import type { HistoryRow } from "../../schemas/artifacts.ts";
import { fieldPaths, valueAt } from "../../schemas/fields.ts";
import { loadExperiment } from "../../schemas/yaml.ts";
import { readEvents } from "./event_reader.ts";

const { runs } = loadExperiment(
  `name: small
title: A small experiment
task: { kind: modular, operation: x+y, modulus: 5, encoding: operands }
split: { trainFraction: 0.4 }
model: { kind: transformer, layers: 1, width: 4, heads: 2, feedForwardWidth: 2, readout: mean }
objective: { kind: crossEntropy }
optimizer: { kind: adamw, weightDecay: 0.5 }
schedule: { kind: linearWarmup, steps: 10, from: 0 }
training: { steps: 20, batch: { size: 5 } }
`,
  "small.yaml",
);
const run = runs[0]!;

const points: HistoryRow[] = [
  { step: 0, trainLoss: 5, trainAccuracy: 0, validationLoss: 5, validationAccuracy: 0 },
  {
    step: 10,
    trainLoss: 1,
    trainAccuracy: 0.5,
    validationLoss: null,
    validationAccuracy: 0.25,
    batchLoss: 2,
    batchAccuracy: 0.375,
    learningRate: 0.001,
    "rank/embedding": 3,
  },
  { step: 20, trainLoss: 0.5, trainAccuracy: 1, validationLoss: 4, validationAccuracy: 0.75 },
];

/** Each head of the queries has weights of one size: 1 and 3. */
const weights = new Map<string, Weight>();
for (const name of ["embedding.weight", "output.weight"]) {
  weights.set(name, { shape: [2, 2], data: [1, -1, 2, -2] });
}
for (const name of ["query", "key", "value", "output", "norm.gain", "norm.bias"]) {
  weights.set(`blocks.0.attention.${name}`, { shape: [1, 4], data: [1, -1, 3, -3] });
}
for (const name of ["input", "output", "norm.gain", "norm.bias"]) {
  weights.set(`blocks.0.feedForward.${name}`, { shape: [1, 4], data: [1, -1, 3, -3] });
}

const contents: Record<string, string> = {
  "params.json": '{"run":"seed-0"}\n',
  "history.jsonl": "",
  "data/train.csv": "input,answer\n1+1,2\n",
  "data/validation.csv": "input,answer\n1+2,3\n",
  "checkpoints/step-00000020.safetensors": "weights",
};

const finished: FinishedRun = {
  experiment: "small",
  run,
  points,
  files: Object.keys(contents),
  read: (path) => Promise.resolve(new TextEncoder().encode(contents[path]!)),
  async *checkpoints() {
    const path = "checkpoints/step-00000020.safetensors";
    const checkpoint: SavedCheckpoint = { step: 20, path, weights };
    yield await Promise.resolve(checkpoint);
  },
};

async function write(name: (typeof exportNames)[number]): Promise<Record<string, string>> {
  const files = await findExport(name).write(finished);
  return Object.fromEntries(
    Object.entries(files).map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]),
  );
}

const lines = (text: string) => text.trimEnd().split("\n").map((line) => JSON.parse(line));

for (const name of exportNames) {
  Deno.test(`${name} gives the same bytes each time`, async () => {
    assert.deepEqual(await write(name), await write(name));
  });
}

Deno.test("lightning is hparams.yaml and metrics.csv in percent, with steps from 0", async () => {
  const files = await write("lightning");
  assert.deepEqual(Object.keys(files).sort(), ["hparams.yaml", "metrics.csv"]);
  const [header, ...rows] = files["metrics.csv"]!.trimEnd().split("\n");
  const columns = header!.split(",");
  assert.deepEqual(columns, columns.toSorted());
  const cells = rows.map((row) =>
    Object.fromEntries(row.split(",").map((c, i) => [columns[i], c]))
  );
  assert.equal(cells.length, 3); // a row of training, and two of validation
  const [training, diverged, last] = cells;
  assert.equal(training!.step, "9");
  assert.equal(training!.train_accuracy, "37.5");
  assert.equal(training!.train_perplexity, String(Math.exp(2)));
  assert.deepEqual([training!.len_train_ds, training!.len_val_ds], ["10", "15"]);
  assert.deepEqual([training!.batches_per_epoch, training!.epoch], ["2", "4"]);
  assert.deepEqual([diverged!.val_loss, diverged!.val_accuracy], ["nan", "25"]);
  assert.deepEqual([last!.step, last!.full_train_acc], ["19", "100"]);
  // The norms of each head apart, as its log has them, where there is a checkpoint.
  const head = (index: number) =>
    `paramnorm_transformer.decoder.blocks.0.self_attn.attn_heads.${index}.Wq.weight`;
  assert.deepEqual([last![head(0)], last![head(1)]], ["1", "3"]);
  assert.equal(diverged![head(0)], "");
  assert.equal(Number(last!["paramnorm_transformer.linear.weight"]), Math.sqrt(2.5));
  assert.match(files["hparams.yaml"]!, /^math_operator: '\+'$/m);
  assert.match(files["hparams.yaml"]!, /^train_data_pct: 40$/m);
});

Deno.test("lightning counts the batches of a pass where their size is a share of the rows", async () => {
  const { training } = run.settings;
  const batch = { ...training.batch, size: 0.5 };
  const settings = { ...run.settings, training: { ...training, batch } };
  const shared = { ...finished, run: { ...run, settings } };
  const files = await findExport("lightning").write(shared);
  const text = new TextDecoder().decode(files["metrics.csv"]);
  assert.equal(text, (await write("lightning"))["metrics.csv"], "5 of 10 rows either way");
});

Deno.test("what lightning writes, the import of Lightning logs reads back", async () => {
  const files = await findExport("lightning").write(finished);
  const settings = { steps: "updates", accuracies: "percent", columns: {} } as const;
  const read = lightningLog.history(settings, files);
  for (const row of points.slice(1)) {
    const found = read.find(({ step }) => step === row.step)!;
    for (const [name, value] of Object.entries(row)) {
      assert.equal(found[name] ?? null, value, `${name} at step ${row.step}`);
    }
  }
  const query = read.at(-1)!["parameterNorms/blocks.0.attention.query"];
  assert.ok(Math.abs(query! - Math.sqrt(5)) < 1e-12, String(query));
  const facts = lightningLog.facts(settings, files, []).settings;
  assert.deepEqual(
    ["task.modulus", "split.trainFraction", "optimizer.kind", "optimizer.weightDecay"]
      .map((path) => facts[path]),
    [5, 0.4, "adamw", 0.5],
  );
});

const others = [
  `task: { kind: sequenceArithmetic, operation: x+y, base: 3, values: 9, order: reversed, outOfDomainValues: 27 }
model: { kind: transformer, layers: 1, width: 4, heads: 2, feedForwardWidth: 2, positions: learned, activation: gelu }
optimizer: { kind: adamw, weightDecay: 0.5 }
schedule: { kind: cosineAnneal, warmupSteps: 2, steps: 9 }`,
  `task: { kind: sparseParity, bits: 6, relevant: 2, rows: 40 }
split: { trainRows: 30 }
model: { kind: mlp, hiddenWidths: [8, 4] }
optimizer: { kind: muon }
gradient: [{ kind: grokfastEma }]
weights: [{ kind: rowClipping, norm: 2 }]`,
  `task: { kind: permutations, operation: xy, letters: 3, encoding: residues }
model: { kind: lstm, layers: 1, width: 4 }
optimizer: { kind: sgd }`,
];

Deno.test("hparams.yaml has every setting, so that the import knows the same experiment", async (t) => {
  for (const text of others) {
    await t.step(text.split("\n")[0]!, async () => {
      const { runs: [run] } = loadExperiment(
        `name: small\ntitle: A small experiment\nobjective: { kind: crossEntropy }\n` +
          `training: { steps: 20, batch: { size: 5 } }\n${text}\n`,
        "small.yaml",
      );
      const checkpoints = async function* () {};
      const files = await findExport("lightning").write({ ...finished, run: run!, checkpoints });
      const settings = { steps: "updates", accuracies: "percent", columns: {} } as const;
      const { settings: found, seed } = lightningLog.facts(settings, files, []);
      const known = fieldPaths(run!.settings);
      assert.deepEqual(
        Object.fromEntries(known.map((path) => [path, found[path]])),
        Object.fromEntries(known.map((path) => [path, valueAt(run!.settings, path.split("."))])),
      );
      assert.equal(seed, run!.seed);
      const more = Object.keys(found).filter((path) => !known.includes(path));
      assert.deepEqual(more, [], "nothing that the run does not say");
    });
  }
});

Deno.test("tensorboard is an event file with every column as a scalar", async () => {
  const files = await findExport("tensorboard").write(finished);
  const [[name, bytes]] = Object.entries(files) as [[string, Uint8Array]];
  assert.match(name, /^events\.out\.tfevents\./);
  const [first, ...events] = readEvents(bytes);
  assert.deepEqual(first, { wallTime: 0, step: 0, version: "brain.Event:2", values: {} });
  assert.deepEqual(events.map(({ step }) => step), [0, 10, 20]);
  assert.equal(events[0]!.values["accuracy/train"], 0);
  assert.deepEqual(events[1]!.values, {
    "loss/train": 1,
    "accuracy/train": 0.5,
    "loss/validation": NaN,
    "accuracy/validation": 0.25,
    "loss/batch": 2,
    "accuracy/batch": 0.375,
    learningRate: Math.fround(0.001),
    "rank/embedding": 3,
  });
});

Deno.test("wandb is settings and history under W&B's names, and a script that sends them", async () => {
  const files = await write("wandb");
  const about = JSON.parse(files["run.json"]!);
  assert.deepEqual([about.project, about.name, about.config.seed], ["small", "seed-0", 0]);
  assert.equal(about.config.optimizer.weightDecay, 0.5);
  const [first, second] = lines(files["history.jsonl"]!);
  assert.deepEqual(first, {
    step: 0,
    "training/loss": 5,
    "training/accuracy": 0,
    "validation/loss": 5,
    "validation/accuracy": 0,
  });
  assert.equal(second["rank/embedding"], 3);
});

Deno.test("replay.py gives wandb every row, and is offline by default", async (t) => {
  const python = new Deno.Command("python3", { args: ["--version"], stdout: "null" });
  const found = await python.output().then(({ success }) => success, () => false);
  await t.step({
    name: "in Python",
    ignore: !found, // there is no python3 on the PATH
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "regrok-wandb-" });
      for (const [name, text] of Object.entries(await write("wandb"))) {
        Deno.writeTextFileSync(`${folder}/${name}`, text);
      }
      // A package of the same name that says what it is told.
      Deno.writeTextFileSync(
        `${folder}/wandb.py`,
        `import json
def init(**about): print(json.dumps([about["project"], about["name"], about["mode"]]))
def log(row, step): print(json.dumps([step, sorted(row), row.get("validation/loss")]))
def finish(): print('"finished"')
`,
      );
      const { stdout, stderr } = await new Deno.Command("python3", {
        args: [`${folder}/replay.py`],
      }).output();
      assert.equal(new TextDecoder().decode(stderr), "");
      const told = new TextDecoder().decode(stdout).trimEnd().split("\n");
      assert.deepEqual(JSON.parse(told[0]!), ["small", "seed-0", "offline"]);
      assert.equal(told.length, 5);
      assert.match(told[2]!, /^\[10, .*, NaN\]$/); // null is what was not finite
      assert.equal(told.at(-1), '"finished"');
      await Deno.remove(folder, { recursive: true });
    },
  });
});

Deno.test("run-folder is inputs, data, checkpoints, and a line for each evaluation", async () => {
  const files = await write("run-folder");
  assert.deepEqual(Object.keys(files).sort(), [
    "checkpoints/step-00000020.safetensors",
    "data/train.csv",
    "data/validation.csv",
    "history.json",
    "params.json",
  ]);
  assert.equal(files["params.json"], contents["params.json"]);
  const [first, , last] = lines(files["history.json"]!);
  assert.deepEqual(first, points[0]);
  assert.equal(last.validationAccuracy, 0.75);
  assert.deepEqual(last.weights["embedding.weight"], {
    mean: 0,
    std: Math.sqrt(2.5),
    min: -2,
    max: 2,
    norm: Math.sqrt(10),
  });
  assert.equal(Object.keys(last.weights).length, weights.size);
});
