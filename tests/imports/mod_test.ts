/** Files of other projects, written as experiments that load. */
import assert from "node:assert/strict";
import { recipes } from "../../imports/mod.ts";
import type { Recipe, Source } from "../../imports/recipe.ts";
import { SourceError } from "../../imports/recipe.ts";
import { noSurroundings } from "../../schemas/surroundings.ts";
import { type LoadedExperiment, loadExperiment } from "../../schemas/yaml.ts";
import { encodeIdx } from "../../formats/idx.ts";
import { hparamsYaml, logFiles, metricsCsv } from "../logs/lightning_log.ts";

const fileSource = (name: string, text: string): Source => ({
  name,
  text,
  files: [],
  read: () => assert.fail("a file has no files in it"),
});

/** The one recipe that takes the source for its own. */
function recipeOf(source: Source): Recipe {
  const found = Object.values(recipes).filter((recipe) => recipe.recognises(source));
  assert.equal(found.length, 1);
  return found[0]!;
}

/** The text that is written, and the experiment it is; images are those of a few rows. */
function importText(source: Source, set = {}): { text: string; loaded: LoadedExperiment } {
  const text = recipeOf(source).write(source, {
    remark: assert.fail,
    leaveOut: assert.fail,
    name: "mine",
    path: `../${source.name}`,
    data: "../data",
    set,
  });
  const loaded = loadExperiment(text, "mine.yaml", [], {
    ...noSurroundings,
    list: () => source.files,
    read: (path) =>
      path.includes("ubyte")
        ? encodeIdx({
          shape: path.includes("images") ? [3000, 1, 1] : [3000],
          data: new Uint8Array(3000),
        })
        : source.read(path.slice(`../${source.name}/`.length)),
  });
  return { text, loaded };
}

const sweep = `program: grokking/cli.py
method: bayes
metric: { name: validation/loss, goal: minimize }
run_cap: 9
parameters:
  operation:
    values: ["x+y_mod", "x/y"]
  training_fraction: { values: [0.3, 0.5] }
  dim_model: { values: [64, 128] }
  num_heads: { value: 2 }
  learning_rate: { min: 0.0001, max: 0.01, distribution: log_uniform_values }
  weight_decay: { value: 1e-1 }
  num_steps: { value: 500 }
  seed: { values: [3, 4] }
  device: { value: auto }
`;

Deno.test("parameters of a W&B sweep are axes, and what it leaves open is as in its program", () => {
  const { text, loaded } = importText(fileSource("sweep.yaml", sweep));
  const { runs } = loaded;
  assert.equal(runs.length, 2 * 2 * 2 * 3 * 2);
  const values = (path: string) => [...new Set(runs.map(({ axes }) => axes[path]))];
  assert.deepEqual(values("task.operation"), ["x+y", "x/y"]);
  assert.deepEqual(values("split.trainFraction"), [0.3, 0.5]);
  assert.deepEqual(values("optimizer.learningRate"), [0.0001, 0.001, 0.01]);
  const { settings } = runs[0]!;
  assert.deepEqual(
    [settings.training.steps, settings.optimizer, settings.training.batch],
    [
      500,
      {
        kind: "adamw",
        learningRate: 0.0001,
        beta1: 0.9,
        beta2: 0.98,
        epsilon: 1e-8,
        weightDecay: 0.1,
      },
      { size: 512, atMostHalf: "floor" },
    ],
  );
  // The width of the feed-forward layer goes with that of the stream.
  const widths = runs.map(({ axes }) => [axes["model.width"], axes["model.feedForwardWidth"]]);
  assert.deepEqual(new Set(widths.map(String)), new Set(["64,256", "128,512"]));
  assert.deepEqual([...new Set(runs.map(({ seed }) => seed))], [3, 4]);
  assert.match(text, /^# The sweep \.\.\/sweep\.yaml: 48 runs\.\n# W&B's method is bayes/);
  assert.match(text, /\n# not used here: run_cap: 9\n/);
  assert.match(text, /\n# not used here: device: \{"value":"auto"\}\n/);
});

Deno.test("a sweep of single values is one run, and danielmamay's when it says nothing", () => {
  const { loaded } = importText(fileSource("sweep.yaml", "method: grid\nparameters: {}\n"));
  const [run, ...others] = loaded.runs;
  assert.equal(others.length, 0);
  assert.deepEqual(run!.axes, {});
  const { task, model, schedule } = run!.settings;
  assert.deepEqual(task.kind === "modular" && [task.operation, task.modulus], ["x/y", 97]);
  assert.equal(model.kind === "transformer" && model.positions, "learned");
  assert.deepEqual(schedule, { kind: "linearWarmup", steps: 10, from: 0.1 });
});

Deno.test("a sweep that cannot be understood is refused with the parameter", () => {
  const refuse = (parameters: string) => {
    const source = fileSource("sweep.yaml", `method: grid\nparameters: { ${parameters} }\n`);
    assert.throws(() => importText(source), SourceError);
    try {
      importText(source);
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  };
  assert.match(refuse("prime: { values: [] }")!, /sweep.yaml: prime has an empty list of values/);
  assert.match(refuse("prime: { mu: 1 }")!, /prime has neither value, nor values, nor min and max/);
  assert.match(refuse("prime: { value: [1] }")!, /prime has a value that is no number/);
  assert.match(refuse("num_layer: { values: [1, 2] }")!, /did you mean num_layers\?/);
  assert.match(refuse("p: { value: 7 }, prime: { value: 5 }")!, /two parameters are task.modulus/);
});

const config = `depth: 4
n_train: 2000
weight_decay: 0.005
alpha: 8.0
max_steps: 1000
log_interval: 100
probe_interval: 500
use_wandb: true
run_name: exp
`;

Deno.test("a configuration of the Deep Grokking replication is its experiment on images", () => {
  const { text, loaded } = importText(fileSource("exp_d4.yaml", config));
  const { settings, data } = loaded.runs[0]!;
  const { model, optimizer, training, evaluation, checkpoints, split, objective } = settings;
  assert.deepEqual(
    model.kind === "mlp" && [model.hiddenLayers, model.hiddenWidths, model.initialScale],
    [4, [400], 8],
  );
  assert.equal(optimizer.kind === "adamw" && optimizer.weightDecay, 0.005);
  assert.deepEqual([training.steps, training.batch.size], [1000, 200]);
  assert.deepEqual([evaluation, checkpoints], [{ every: 100 }, { every: 500 }]);
  assert.deepEqual([split.trainRows, split.shuffle, objective.kind], [
    2000,
    "none",
    "meanSquaredError",
  ]);
  assert.equal(data.sets.train, 2000);
  assert.deepEqual(loaded.experiment.measures.map(({ kind }) => kind), [
    "featureRank",
    "linearProbe",
    "parameterNorms",
  ]);
  assert.match(text, /--format wandb.*\n# not used here: run_name: "exp"\n/);
  const wrong = fileSource("exp.yaml", config.replace("alpha: 8.0", "alpha: big"));
  assert.throws(() => importText(wrong), /exp.yaml:\d+: alpha must be a number, found "big"/);
});

const logs = Object.fromEntries(
  [30, 80].flatMap((percent) => {
    const accuracy = percent === 80 ? 100 : 40;
    const metrics = metricsCsv({
      train: { 9: 98, 19: 99.5, 29: 98, 39: 99, 49: 100 },
      validation: { 11: 1, 99: accuracy, 999: accuracy },
    });
    const files = logFiles(metrics, hparamsYaml.replace("50.0", String(percent)));
    return Object.entries(files).map(([name, bytes]) => [`run ${percent}%/${name}`, bytes]);
  }),
);
const logSource: Source = {
  name: "logs",
  text: null,
  files: Object.keys(logs),
  read: (path) => logs[path]!,
};

Deno.test("a key of the Deep Grokking replication that is misspelled is told with its line", () => {
  const text = "depth: 4\nn_tran: 2000\nweight_decay: 0.005\nalpha: 8\nmax_steps: 10\n" +
    "log_interval: 5\nprobe_interval: few\n";
  const write = (text: string) =>
    importText({ name: "d4.yaml", text, files: [], read: assert.fail });
  assert.throws(
    () => write(text),
    /^SourceError: d4.yaml:2: n_tran is not a key; did you mean n_train\?$/,
  );
  assert.throws(
    () => write(text.replace("few", "1").replace("n_tran", "n_train") + "\nlearnign_rate: 1\n"),
    /d4.yaml:9: learnign_rate is not a key; did you mean learning_rate\?/,
  );
  assert.throws(() => write(text.replace("n_tran: 2000\n", "")), /d4.yaml has no n_train$/);
  assert.throws(
    () => write(text.replace("n_tran", "n_train")),
    /d4.yaml:7: probe_interval must be a number, found "few"/,
  );
});

Deno.test("a folder of Lightning logs is an experiment with the figures that suit it", () => {
  const { text, loaded } = importText(logSource, { "task.modulus": 97 });
  assert.deepEqual(loaded.imported.map(({ id }) => id), [
    "published_run-30~25",
    "published_run-80~25",
  ]);
  assert.deepEqual(loaded.imported.map(({ settings }) => settings["task.modulus"]), [97, 97]);
  assert.deepEqual(loaded.imported[0]!.points.map(({ step }) => step).slice(0, 2), [9, 11]);
  assert.deepEqual(loaded.experiment.figures.map(({ name }) => name), [
    "accuracy-vs-steps",
    "loss-vs-steps",
    "alpha-vs-steps",
    "alpha-vs-accuracy",
  ]);
  assert.match(text, /^# 2 logs of others\. The same in all: .*\n(# .*\n)+/);
  assert.match(text, /\n# Where they differ: split\.trainFraction \(0\.3, 0\.8\)\.\n/);
  assert.ok(
    text.split("\n").filter((line) => line.startsWith("#")).every((line) => line.length <= 100),
  );
});

Deno.test("a log of ours is asked for nothing that its task has not", () => {
  const ours = `task.kind: sparseParity\ntask.bits: 6\noptimizer.kind: adamw\n` +
    `split.trainFraction: 0.5\nrandom_seed: 3\n`;
  const files = logFiles(metricsCsv({ train: { 9: 98 }, validation: { 9: 50 } }), ours);
  const { text, loaded } = importText({
    name: "out",
    text: null,
    files: Object.keys(files).map((name) => `run/${name}`),
    read: (path) => files[path.slice("run/".length)]!,
  });
  assert.doesNotMatch(text, /Some do not say/);
  const [run] = loaded.imported;
  assert.deepEqual([run!.settings["task.bits"], run!.seed], [6, 3]);
  assert.ok(!("task.modulus" in run!.settings), "which the number of rows would say");
});

Deno.test("numbers that the plotting script of the logs' source would draw otherwise are listed", () => {
  const { text } = importText(logSource);
  // 99.5 stands alone; the first of two in a row is that at step 39
  assert.match(text, /\n# {3}batchAccuracy at 0\.3: 39, and here 19\n/);
  assert.match(text, /\n# {3}validationAccuracy at 0\.3: 999, and here never\n/);
  assert.doesNotMatch(text, /validationAccuracy at 0\.8/); // the same in both
});
