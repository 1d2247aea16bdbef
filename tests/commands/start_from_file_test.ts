/** A PyTorch checkpoint that is converted in, and what a person can do with it then. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { decodeState } from "../../training/state.ts";
import { inFolder, runAsPlanned, runCli } from "./cli.ts";

const source = `name: source
title: The network of another code
task: { kind: modular, operation: x+y, modulus: 7, encoding: equation }
split: { trainFraction: 0.5 }
model: { kind: transformer, layers: 1, width: 8, heads: 2, feedForwardWidth: 8, readout: last }
objective: { kind: crossEntropy }
optimizer: { kind: adamw, learningRate: 0.01 }
training: { steps: 6, batch: { size: 8 } }
evaluation: { every: 3 }
checkpoints: { every: 3 }
`;

const mine = source.replace("name: source", "name: mine") +
  "measures: [{ kind: parameterNorms }]\nstartFrom: { file: mine.safetensors, optimizer: fresh }\n";

Deno.test("a network that was converted in is measured, evaluated, exported, and trained on", () =>
  inFolder(async (folder) => {
    const ok = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCli(folder, ...args);
      assert.equal(code, exitCodes.done, stderr);
      return stdout;
    };
    const write = (name: string, text: string) => Deno.writeTextFileSync(join(folder, name), text);
    write("source.yaml", source);
    write("mine.yaml", mine);
    await ok("run", "source.yaml");
    const checkpoint = "artifacts/runs/source/seed-0/checkpoints/step-00000006.safetensors";
    await ok("convert", checkpoint, "-o", "theirs.safetensors");
    const { code, stderr } = await runCli(folder, "run", "mine.yaml");
    assert.equal(code, exitCodes.usage);
    assert.match(stderr, /mine.yaml:\d+:\d+: startFrom.file: cannot start .* there is no file/);
    await ok("convert", "theirs.safetensors", "-o", "mine.safetensors");

    // Nothing is trained: the network is the one checkpoint of the run.
    await runAsPlanned(folder, "mine.yaml");
    const read = (file: string) => Deno.readTextFileSync(join(folder, "artifacts/runs", file));
    const rows = (file: string) => read(file).trimEnd().split("\n").map((line) => JSON.parse(line));
    const [row, ...others] = rows("mine/seed-0/history.jsonl");
    assert.equal(others.length, 0);
    const then = rows("source/seed-0/history.jsonl").find(({ step }) => step === 6);
    for (const column of ["trainLoss", "validationLoss", "validationAccuracy", "parameterNorm"]) {
      assert.equal(row[column], then[column], column);
    }
    assert.equal(rows("mine/seed-0/measures.jsonl").length, 1);
    const [{ points }] = JSON.parse(await ok("evaluate", "mine.yaml", "--json"));
    assert.deepEqual(points.map(({ step }: { step: number }) => step), [6]);
    assert.equal(points[0].validationLoss, then.validationLoss);
    const state = (name: string) =>
      decodeState(Deno.readFileSync(join(folder, `artifacts/runs/${name}`)));
    assert.deepEqual(
      state("mine/seed-0/checkpoints/step-00000006.safetensors").tensors["output.weight"],
      state("source/seed-0/checkpoints/step-00000006.safetensors").tensors["output.weight"],
    );
    assert.match(await ok("export", "mine.yaml", "seed-0", "--to", "out"), /out\/model.onnx/);

    // A file that was moved is the same file, and more steps go on from it.
    Deno.renameSync(join(folder, "mine.safetensors"), join(folder, "moved.safetensors"));
    write("mine.yaml", mine.replace("mine.safetensors", "moved.safetensors"));
    assert.deepEqual((await runAsPlanned(folder, "mine.yaml")).executed, []);
    write("mine.yaml", mine.replace("mine.safetensors", "moved.safetensors").replace("6,", "9,"));
    await runAsPlanned(folder, "mine.yaml");
    assert.deepEqual(
      rows("mine/seed-0/history.jsonl").map(({ step }: { step: number }) => step),
      [6, 9],
    );
    assert.equal(rows("mine/seed-0/measures.jsonl").length, 2);
  }));
