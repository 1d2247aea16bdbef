import assert from "node:assert/strict";
import { join } from "node:path";
import type { RunCurve } from "../../tables/curves.ts";
import { readTable, writeTable } from "../../tables/parquet.ts";
import { syntheticRun, syntheticSweep } from "../figures/fixture/runs.ts";
import { listTree, withFolder } from "../store/fixtures/folder.ts";

Deno.test("readTable() gives back the runs that writeTable() was given, in their order", async () => {
  const sweep = syntheticSweep([0.5, 0.3], 2);
  assert.deepEqual(await readTable(await writeTable(sweep)), sweep);
});

Deno.test("writeTable() keeps numbers, texts, truth values and gaps of axes apart", async () => {
  const run = { train: 10, validation: null, budget: 100 };
  const runs = [
    syntheticRun({
      ...run,
      run: "a",
      axes: { "model.width": 64, "task.operation": "x+y", on: true },
    }),
    syntheticRun({
      ...run,
      run: "b",
      axes: { "model.width": 0.1, "task.operation": "x'y\"", on: false },
    }),
    syntheticRun({ ...run, run: "c", axes: {} }),
  ];
  assert.deepEqual((await readTable(await writeTable(runs))).map(({ axes }) => axes), [
    { "model.width": 64, "task.operation": "x+y", on: true },
    { "model.width": 0.1, "task.operation": "x'y\"", on: false },
    {},
  ]);
});

Deno.test("writeTable() writes an axis of mixed values as text", async () => {
  const sizes = [512, "full"].map((size, seed) =>
    syntheticRun({ run: `r${seed}`, axes: { size }, train: 10, validation: null, budget: 100 })
  );
  const read = await readTable(await writeTable(sizes));
  assert.deepEqual(read.map(({ axes }) => axes.size), ["512", "full"]);
});

Deno.test("writeTable() has every column of any run, and tells not finite from not measured", async () => {
  const run = { seed: 0, budget: 3e9, axes: {} };
  const runs: RunCurve[] = [
    { ...run, run: "a", points: [{ step: 0, loss: 1 }, { step: 3e9, loss: null, rank: 4 }] },
    { ...run, run: "b", points: [{ step: 0, outOfDomainLoss: 0, loss: 2 }] },
  ];
  assert.deepEqual(await readTable(await writeTable(runs)), runs);
});

Deno.test("writeTable() keeps doubles exactly and null apart from 0", async () => {
  const run = syntheticRun({ run: "a", train: 10, validation: 50, budget: 100 });
  const points = run.points.map((row) => ({ ...row, trainLoss: 0.1 + 0.2, validationLoss: null }));
  const [read] = await readTable(await writeTable([{ ...run, points }]));
  assert.deepEqual(read?.points, points);
});

Deno.test("writeTable() gives the same bytes each time", async () => {
  const sweep = syntheticSweep([0.3, 0.5], 3);
  assert.deepEqual(await writeTable(sweep), await writeTable(sweep));
});

Deno.test("writeTable() refuses columns of one name and runs without rows", async () => {
  const run = syntheticRun({
    run: "a",
    axes: { step: 1 },
    train: 10,
    validation: null,
    budget: 10,
  });
  await assert.rejects(writeTable([run]), /two columns named "step"/);
  await assert.rejects(writeTable([{ ...run, axes: {}, points: [] }]), /Run a has no history/);
});

Deno.test("readTable() and writeTable() do not mind what the folders above are called", async () => {
  const sweep = syntheticSweep([0.2, 0.8], 2);
  const before = Deno.env.get("TMPDIR");
  const expected = await writeTable(sweep);
  await withFolder(async (folder) => {
    const temporary = join(folder, "step=7/run=a/lr=0.1/a?b*[c]{d,e}/it's");
    Deno.mkdirSync(temporary, { recursive: true });
    Deno.env.set("TMPDIR", temporary);
    try {
      assert.deepEqual(await writeTable(sweep), expected);
      assert.deepEqual(await readTable(expected), sweep);
      assert.deepEqual(listTree(temporary), []);
    } finally {
      if (before === undefined) Deno.env.delete("TMPDIR");
      else Deno.env.set("TMPDIR", before);
    }
  });
});

Deno.test("the outcome of a run is a column, empty where it is not known", async () => {
  const run = { train: 10, validation: 2000, budget: 10000 };
  const curves: RunCurve[] = [
    { ...syntheticRun({ run: "a", ...run }), outcome: "grokked" },
    syntheticRun({ run: "b", ...run }),
  ];
  const read = await readTable(await writeTable(curves));
  assert.deepEqual(read.map(({ outcome }) => outcome), ["grokked", undefined]);
  assert.deepEqual(read[1], curves[1]);
});
