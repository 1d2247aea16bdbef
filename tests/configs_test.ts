/** Every experiment that is shipped loads, has the runs it is known for, and explains itself. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { encodeIdx } from "../formats/idx.ts";
import { buildModel } from "../models/mod.ts";
import { rowsPerBatch } from "../tasks/batch.ts";
import { jsonSchemaText } from "../schemas/json_schema.ts";
import { noSurroundings } from "../schemas/surroundings.ts";
import { type LoadedExperiment, loadExperiment } from "../schemas/yaml.ts";

const root = new URL("../configs/", import.meta.url);

function load(name: string, preset?: string): LoadedExperiment {
  const text = Deno.readTextFileSync(new URL(name, root));
  return loadExperiment(
    text,
    `configs/${name}`,
    [],
    {
      ...noSurroundings,
      read: readMnist,
      load: (other, preset) => load(join(dirname(name), `${other}.yaml`), preset),
    },
    preset,
  );
}

/** Files with as many images, of two pixels, as those of MNIST, which have to be fetched. */
function readMnist(path: string): Uint8Array {
  const [, set, kind] = /^\.\.\/\.\.\/data\/mnist\/(train|t10k)-(images|labels)-idx/.exec(path)!;
  const count = set === "train" ? 60_000 : 10_000;
  const shape = kind === "images" ? [count, 1, 2] : [count];
  const numbers = shape.reduce((product, axis) => product * axis, 1);
  return encodeIdx({ shape, data: new Uint8Array(numbers) });
}

function listConfigs(folder = root): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) => {
    const url = new URL(entry.name + (entry.isDirectory ? "/" : ""), folder);
    return entry.isDirectory ? listConfigs(url) : [url.pathname.slice(root.pathname.length)];
  }).filter((name) => name.endsWith(".yaml")).sort();
}

Deno.test("every config loads, under a name of its own", () => {
  const names = listConfigs().map((name) => load(name).experiment.name);
  assert.ok(names.length > 5);
  assert.deepEqual(names.toSorted(), [...new Set(names)].toSorted());
});

Deno.test("sweeps of configs have the runs that their figures show", () => {
  const known = {
    "quickstart.yaml": 8 * 3, // fractions, seeds
    "pku/figure2.yaml": 14 * 3,
    "pku/figure6.yaml": 14, // weight decays
    "pku/figure7.yaml": 5,
    "pku/figure9.yaml": 3, // settings that are zipped
    "pku/figure11.yaml": 4,
    "deep_grokking/depth.yaml": 1 + 3 + 3, // depth 12 on 2000 images, three depths on 5000 and on 7000
    "deep_grokking/decay.yaml": 3 * 2,
    "doshi2023/phase_diagram.yaml": 17 * 17 * 4,
    "atlas/teachers.yaml": 5 * 2 * 2 * 2 * 3 * 3,
  };
  const counts = Object.keys(known).map((name) => [name, load(name).runs.length]);
  assert.deepEqual(Object.fromEntries(counts), known);
});

Deno.test("every preset of every config loads, and claims something", () => {
  for (const name of listConfigs()) {
    for (const preset of load(name).presets) {
      const { experiment, runs } = load(name, preset.name);
      assert.ok(runs.length > 0 && experiment.claims.length > 0, `${name} ${preset.name}`);
    }
  }
});

Deno.test("every config but the quickstart, which is small itself, has a small preset", () => {
  const names = listConfigs().filter((name) =>
    !load(name).presets.some((preset) => preset.name === "small")
  );
  assert.deepEqual(names, ["quickstart.yaml"]);
});

Deno.test("the quickstart sweeps at least six fractions by three seeds and claims what it shows", () => {
  const { experiment, runs } = load("quickstart.yaml");
  const fractions = new Set(runs.map(({ settings }) => settings.split.trainFraction));
  assert.ok(fractions.size >= 6);
  assert.deepEqual([...new Set(runs.map(({ seed }) => seed))], [0, 1, 2]);
  const kinds = experiment.claims.map(({ kind }) => kind).sort();
  assert.deepEqual(kinds, ["delay", "monotone", "never", "reaches"]);
  assert.deepEqual(experiment.figures.map(({ name }) => name), [
    "accuracy-vs-steps",
    "loss-vs-steps",
    "alpha-vs-steps",
    "alpha-vs-accuracy",
  ]);
});

Deno.test("figure 2 of PKU has the published numbers of training rows", () => {
  const { runs } = load("pku/figure2.yaml");
  const rows = runs.filter(({ seed }) => seed === 0)
    .map(({ data }) => data.sets.train);
  const published = [1882, 2352, 2823, 3105, 3293, 3764, 4234, 4704, 5175, 5645, 6116, 6586, 7057];
  assert.deepEqual(rows, [...published, 7527]);
});

Deno.test("figures 1 of PKU and of Power et al. have the published rows and batches", () => {
  const sizes = ["pku/figure1.yaml", "power2022/figure1.yaml"].map((name) => {
    const { settings: { training }, data: { rows, sets } } = load(name).runs[0]!;
    return [rows, sets.train, rowsPerBatch(training.batch, sets.train!)];
  });
  assert.deepEqual(sizes, [[9409, 4704, 512], [9312, 4656, 512]]);
});

Deno.test("experiments of other papers have the published rows and batches", () => {
  const known = {
    "nanda2023/mainline.yaml": [12_769, 3830, 3830],
    "nanda2023/p53.yaml": [2809, 1404, 1404],
    "grokfast2024/pair.yaml": [9312, 4656, 512],
    "cliptogrok2026/multiplication.yaml": [9312, 4656, 512],
    "prieto2025/perpendicular.yaml": [12_769, 5107, 5107],
    "muon2025/adamw_vs_muon.yaml": [12_769, 3830, 3830],
    "egalitarian2025/modular_addition.yaml": [16_129, 8064, 512],
  };
  const found = Object.keys(known).map((name) => {
    const { settings: { training }, data: { rows, sets } } = load(name).runs[0]!;
    return [name, [rows, sets.train, rowsPerBatch(training.batch, sets.train!)]];
  });
  assert.deepEqual(Object.fromEntries(found), known);
});

Deno.test("binary addition has the published rows, tokens and steps per pass, and a third set", () => {
  const { runs } = load("lakaschus/binary_addition.yaml");
  assert.deepEqual(runs.map(({ axes }) => axes["task.order"]), ["normal", "reversed"]);
  for (const { data: { rows, sets, data } } of runs) {
    assert.deepEqual([rows, sets], [4096, { train: 2867, validation: 1229, outOfDomain: 2000 }]);
    assert.equal(data.input.kind === "tokens" && data.input.positions, 24);
  }
});

Deno.test("experiments about images say which ones, and MNIST's train on the first of its file", () => {
  const facts = [undefined, "small", "mnist"].map((preset) => {
    const { experiment: { title }, runs } = load("omnigrok/digits.yaml", preset);
    const { data: { sets }, settings: { task: { kind } } } = runs[0]!;
    return [title, kind, sets.train, sets.validation];
  });
  assert.deepEqual(facts, [
    ["Grokking drawn digits", "digits", 1000, 5000],
    ["Grokking drawn digits (small)", "digits", 500, 2500],
    ["Grokking MNIST", "images", 1000, 10_000],
  ]);
});

Deno.test("networks of Deep Grokking have eleven hidden layers and fewer, its replication four", () => {
  const facts = ["depth", "decay", "replication"].map((name) => {
    const { runs } = load(`deep_grokking/${name}.yaml`, "mnist");
    return runs.map(({ settings: { model, split }, data: { sets } }) =>
      [
        model.kind === "mlp" && model.hiddenLayers,
        sets.train,
        split.shuffle,
        sets.validation,
      ].join(" ")
    );
  });
  const [depth, decay, replication] = facts.map((lines) => [...new Set(lines)].sort());
  assert.equal(depth!.length, 7);
  assert.deepEqual(decay, ["11 2000 none 10000", "11 5000 none 10000"]);
  assert.ok(decay.every((line) => depth!.includes(line)));
  assert.deepEqual(replication, ["4 2000 none 10000"]);
});

Deno.test("the JSON Schema for editors is that of the code, and every config names it", () => {
  const schema = new URL("experiment.schema.json", root);
  const cure = "run: ./regrok schema --output configs/experiment.schema.json";
  assert.equal(Deno.readTextFileSync(schema).trim(), jsonSchemaText().trim(), cure);
  for (const name of listConfigs()) {
    const url = new URL(name, root);
    const [first] = Deno.readTextFileSync(url).split("\n");
    const named = /^# yaml-language-server: \$schema=(\S+)$/.exec(first!)?.[1];
    assert.equal(named === undefined ? null : new URL(named, url).href, schema.href, name);
  }
});

Deno.test("configs of published networks have as many parameters as these", () => {
  const published = {
    "nanda2023/mainline.yaml": 226_816,
    "nanda2023/decay.yaml": 226_816,
    "nanda2023/fraction.yaml": 226_816,
    "power2022/figure1.yaml": 455_424,
    "pku/figure1.yaml": 455_424,
    "pku/figure3.yaml": 351_855,
    "pku/figure4.yaml": 249_839,
    "pku/figure11.yaml": 291_365,
    "grokfast2024/pair.yaml": 422_784 - 128, // without the position that it never reads
    "gromov2023/gradient_descent.yaml": 145_500,
    "pooled/addition.yaml": 223_457,
  };
  for (const [name, parameters] of Object.entries(published)) {
    const [run] = load(name).runs;
    const built = buildModel(run!.settings.model, run!.data.data).parameters;
    const count = built.reduce(
      (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
      0,
    );
    assert.equal(count, parameters, name);
  }
});
