import assert from "node:assert/strict";
import type { RunResult } from "../../dag/scheduler.ts";
import { makePalette } from "../../terminal/format.ts";
import { describeExperiment, describeWork } from "../../terminal/report.ts";

const result: RunResult = {
  status: "done",
  plan: [],
  records: new Map(),
  links: 0,
  executed: [],
  shared: [],
  cutOff: [],
  failed: [],
  unfinished: [],
};

const report = {
  experiment: "x",
  runs: { count: 4, folder: "artifacts/runs/x" },
  diverged: [],
  remarks: [],
  figures: ["artifacts/figures/x/one.png", "artifacts/figures/x/two.png"],
  verdicts: [
    {
      name: "first",
      kind: "never",
      verdict: "holds",
      expected: "no run reaches it",
      measured: "none",
      source: "figure 1",
    },
    { name: "second", kind: "never", verdict: "fails", expected: "none", measured: "two of two" },
    { name: "third", kind: "steps", verdict: "undecided", expected: "10", measured: "no run" },
  ],
} as const;

Deno.test("describeWork() says what was done, and how long it took", () => {
  assert.equal(describeWork(result, 0.4), "Up to date, nothing to do (0 s)");
  const executed = { ...result, executed: ["a"], cutOff: ["b", "c"] };
  assert.equal(
    describeWork(executed, 61),
    "1 action executed in 1 min 01 s, 2 spared because nothing they read changed",
  );
  assert.equal(describeWork({ ...result, status: "failed" }, 3), "0 actions executed in 3 s");
  assert.equal(describeWork({ ...result, status: "stopped" }, 3), "0 actions finished in 3 s");
});

Deno.test("describeExperiment() gives each claim a line, and its evidence below", () => {
  assert.equal(
    describeExperiment(report, makePalette(false), Infinity),
    `x
runs     4 in artifacts/runs/x
figures  artifacts/figures/x/one.png
         artifacts/figures/x/two.png
         each as .svg, and its numbers as .csv, beside it

claims   1 of 3 hold, 1 fails: a finding, not an error, 1 undecided
✓ holds  first
         expected no run reaches it (figure 1); measured none
✗ fails  second
         expected none; measured two of two
? open   third
         expected 10; measured no run`,
  );
});

Deno.test("describeExperiment() keeps to the width of the terminal", () => {
  const lines = describeExperiment(report, makePalette(false), 40).split("\n");
  assert.ok(lines.includes("         expected no run reaches it"));
  assert.ok(lines.includes("         (figure 1); measured none"));
});

Deno.test("describeExperiment() leaves out what there is not", () => {
  const bare = { ...report, figures: [], verdicts: [] };
  assert.equal(
    describeExperiment(bare, makePalette(true), 80),
    "x\nruns     4 in artifacts/runs/x",
  );
});

Deno.test("describeExperiment() names runs that diverged, of many the first", () => {
  const diverged = [0, 1, 2, 3, 4, 5].map((seed) => ({ run: `seed-${seed}`, step: 10 * seed }));
  const lines = describeExperiment({ ...report, diverged }, makePalette(false), 80).split("\n");
  assert.deepEqual(lines.slice(1, 8), [
    "runs     4 in artifacts/runs/x",
    "         seed-0 diverged at step 0",
    "         seed-1 diverged at step 10",
    "         seed-2 diverged at step 20",
    "         seed-3 diverged at step 30",
    "         seed-4 diverged at step 40",
    "         and 1 other",
  ]);
});

Deno.test("describeExperiment() gives remarks on the figures below them", () => {
  const remarks = ["letters that the font lacks, drawn as boxes: U+987F"];
  const lines = describeExperiment({ ...report, remarks }, makePalette(false), 80).split("\n");
  assert.equal(lines[5], `         ${remarks[0]}`);
});
