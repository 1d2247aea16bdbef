/** `import` as a person calls it: what it writes, what it refuses, and what can be run of it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { hparamsYaml, metricsCsv, writeLog } from "../logs/lightning_log.ts";
import { inFolder, runAsPlanned, runCli } from "./cli.ts";

const validation = { 9: 1, 99: 50, 999: 99.5 };

/** Two logs of other people's runs, at half and at four fifths of the rows. */
function writeLogs(folder: string): void {
  const half = metricsCsv({ train: { 9: 10, 99: 99 }, validation });
  const most = metricsCsv({ train: { 9: 12, 49: 100 }, validation: { 9: 2, 99: 99 } });
  writeLog(join(folder, "logs/a_50%"), half, hparamsYaml);
  writeLog(join(folder, "logs/a_80%"), most, hparamsYaml.replace("50.0", "80.0"));
}

Deno.test("a folder of logs becomes an experiment whose figures and claims are about them", async () => {
  await inFolder(async (folder) => {
    writeLogs(folder);
    const imported = await runCli(folder, "import", "logs", "-o", "others.yaml");
    assert.deepEqual([imported.code, imported.stderr], [exitCodes.done, ""]);
    assert.match(imported.stdout, /^others\.yaml\n.*\.\/regrok run others\.yaml\n$/);
    const file = join(folder, "others.yaml");
    const claim = "{ name: soon, kind: steps, metric: validationAccuracy, published: [99], " +
      "factor: 1.01, where: { split.trainFraction: 0.8 } }";
    Deno.writeTextFileSync(file, `\nclaims: [${claim}]\n`, { append: true });
    const { executed } = await runAsPlanned(folder, "others.yaml");
    assert.deepEqual(executed.filter((id) => id.startsWith("import/")).sort(), [
      "import/others/published_a_50~25",
      "import/others/published_a_80~25",
    ]);
    const again = await runCli(folder, "run", "others.yaml");
    assert.match(again.stdout, /runs {5}2 imported in /);
    assert.match(again.stdout, /✓ holds {2}soon/);
    assert.match(again.stdout, /Up to date, nothing to do/);
    const csv = Deno.readTextFileSync(
      join(folder, "artifacts/figures/others/alpha-vs-steps.csv"),
    );
    assert.deepEqual(
      csv.trimEnd().split("\n").filter((line) => line.startsWith("measured")).map((line) =>
        line.split(",").slice(1, 4)
      ),
      [
        ["batch accuracy", "0.5", "99"],
        ["batch accuracy", "0.8", "49"],
        ["validation accuracy", "0.5", "999"],
        ["validation accuracy", "0.8", "99"],
      ],
    );
    const views = [...Deno.readDirSync(join(folder, "artifacts/runs/others/published_a_50~25"))];
    assert.deepEqual(views.map(({ name }) => name).sort(), ["history.jsonl", "log", "params.json"]);
    const status = await runCli(folder, "status", "others.yaml");
    assert.match(status.stdout, /published_a_50~25 +imported +999\/999 +100\.0 % +99\.5 %/);
    // Another log changes what is made of the logs, and reads the others again from the store.
    writeLog(join(folder, "logs/a_60%"), metricsCsv({ train: { 9: 1 }, validation }), hparamsYaml);
    const more = await runAsPlanned(folder, "others.yaml");
    assert.deepEqual(more.executed.filter((id) => id.startsWith("import/")), [
      "import/others/published_a_60~25",
    ]);
  });
});

Deno.test("a log that was cut off is left out by name, and the others are read", async () => {
  await inFolder(async (folder) => {
    writeLogs(folder);
    writeLog(join(folder, "logs/a_90%"), "epoch,step,train_loss\n0,9,1\n1,1", hparamsYaml);
    const imported = await runCli(folder, "import", "logs", "-o", "others.yaml");
    // As run --keep-going: what could be done is done, and the code says that it is not all.
    assert.equal(imported.code, exitCodes.failed);
    assert.match(imported.stderr, /^Left out: a_90%.*, since a_90%.*metrics.csv:3 /);
    const file = join(folder, "others.yaml");
    const text = Deno.readTextFileSync(file);
    assert.match(text, /except:\n {6}- "?a_90%.* # a_90%/);
    const { executed } = await runAsPlanned(folder, "others.yaml");
    assert.equal(executed.filter((id) => id.startsWith("import/")).length, 2);
    Deno.writeTextFileSync(file, text.replace(/ {4}except:\n.*\n/, ""));
    const { code, stderr } = await runCli(folder, "run", "others.yaml");
    assert.equal(code, exitCodes.usage);
    assert.match(
      stderr,
      /others.yaml:\d+:\d+.*a_90%.*:3 .*to read the others alone: except: \[a_90%/,
    );
    Deno.writeTextFileSync(file, text.replace("a_90%", "a_99%"));
    assert.match(
      (await runCli(folder, "run", "others.yaml")).stderr,
      /no log in "a_99%.*did you mean a_90%/,
    );
  });
});

Deno.test("a column that may be misnamed is told of", async () => {
  await inFolder(async (folder) => {
    const log = metricsCsv({ train: { 9: 10, 99: 99 }, validation });
    for (const [name, meant] of [["val_accurcy", "val_accuracy"], ["val_acc", "val_accuracy"]]) {
      writeLog(join(folder, `${name}/a`), log.replace(meant!, name!), hparamsYaml);
      const { code, stderr } = await runCli(folder, "import", name!, "-o", `${name}.yaml`);
      assert.equal(code, exitCodes.done);
      assert.equal(
        stderr.trim(),
        `There is no column val_accuracy, but ${name}: if that is meant, say ` +
          `columns: { ${name}: validationAccuracy } below steps`,
      );
    }
  });
});

Deno.test("import overwrites nothing, and says what it could take", async () => {
  await inFolder(async (folder) => {
    writeLogs(folder);
    Deno.writeTextFileSync(join(folder, "notes.yaml"), "a: 1\n");
    const other = await runCli(folder, "import", "notes.yaml", "-o", "x.yaml");
    assert.equal(other.code, exitCodes.usage);
    assert.match(other.stderr, /"notes.yaml" is none of what can be imported:\n.*Lightning/s);
    const taken = await runCli(folder, "import", "logs", "-o", "notes.yaml");
    assert.equal(taken.code, exitCodes.usage);
    assert.match(taken.stderr, /"notes.yaml" is there already: it stays as it is/);
    assert.equal(Deno.readTextFileSync(join(folder, "notes.yaml")), "a: 1\n");
    Deno.writeTextFileSync(join(folder, "logs/a_50%/metrics.csv"), "step,val_loss\n1,x\n");
    Deno.removeSync(join(folder, "logs/a_80%"), { recursive: true });
    const broken = await runCli(folder, "import", "logs", "-o", "y.yaml");
    assert.equal(broken.code, exitCodes.usage);
    assert.match(broken.stderr, /^a_50%\/metrics.csv:2 validationLoss must be a number/);
    const none = await runCli(folder, "import", "nothing", "-o", "y.yaml");
    assert.match(none.stderr, /There is no file "nothing"/);
  });
});

Deno.test("runs of our own stand beside logs, and are held against them", async () => {
  await inFolder(async (folder) => {
    writeLogs(folder);
    Deno.writeTextFileSync(
      join(folder, "both.yaml"),
      `name: both
title: Ours over others
task: { kind: modular, operation: x+y, modulus: 11, encoding: residues }
model: { kind: quadraticMlp, width: 16 }
objective: { kind: meanSquaredError }
optimizer: { kind: adamw, learningRate: 0.01 }
training: { steps: 20, batch: { size: full } }
evaluation: { every: 10 }
checkpoints: { every: 20 }
imported: [{ kind: lightning, folder: logs }]
figures: [{ name: steps, kind: alphaVsSteps }]
claims:
  - name: far from them
    kind: trajectory
    metrics: [validationLoss]
    steps: [10, 20]
    against: { origin: published, split.trainFraction: 0.5 }
  - { name: ours alone, kind: never, metric: validationAccuracy, threshold: 0.99 }
`,
    );
    const { code, stdout, stderr } = await runCli(folder, "run", "both.yaml");
    assert.equal(code, exitCodes.done, stderr);
    assert.match(stdout, /runs {5}1 and 2 imported in /);
    assert.match(stdout, /✗ fails {2}far from them\n.*measured 2 of 2\s+are further apart/s);
    assert.match(stdout, /✓ holds {2}ours alone/); // though a published run got there
    const csv = Deno.readTextFileSync(join(folder, "artifacts/figures/both/steps.csv"));
    assert.match(csv, /ours/);
    assert.match(csv, /published/);
  });
});
