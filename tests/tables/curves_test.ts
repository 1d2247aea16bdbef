import assert from "node:assert/strict";
import { parseHistory } from "../../tables/curves.ts";
import { syntheticRun } from "../figures/fixture/runs.ts";

const { points } = syntheticRun({ run: "a", train: 100, validation: 1000 });
const text = points.map((row) => JSON.stringify(row) + "\n").join("");

Deno.test("parseHistory() reads what was written, line by line", () => {
  assert.deepEqual(parseHistory(text, "a"), points);
});

Deno.test("parseHistory() names the run, the line and the field that is wrong", () => {
  const broken = text +
    `${JSON.stringify({ ...points.at(-1), step: 20000, trainAccuracy: "1" })}\n`;
  assert.throws(() => parseHistory(broken, "seed-0"), {
    name: "SyntaxError",
    message: /^Cannot read line \d+ of the history of run seed-0: .*trainAccuracy/s,
  });
  assert.throws(() => parseHistory("{,}\n", "seed-0"), /line 1 .* is not JSON/);
});

Deno.test("parseHistory() joins files in any order, one row for each step", () => {
  const measured = [100, 0].map((step) => `{"step":${step},"rank/0":${step},"rank/1":null}\n`);
  const rows = parseHistory(
    ['{"step":0,"loss":2}\n', ...measured, '{"step":50,"loss":1}'].join(""),
    "a",
  );
  assert.deepEqual(rows, [
    { step: 0, loss: 2, "rank/0": 0, "rank/1": null },
    { step: 50, loss: 1 },
    { step: 100, "rank/0": 100, "rank/1": null },
  ]);
});

Deno.test("parseHistory() refuses a slice that is there twice", () => {
  assert.throws(() => parseHistory(text + text, "a"), {
    message: `Cannot read line ${points.length + 1} of the history of run a: ` +
      "step 0 has a trainLoss already",
  });
});
