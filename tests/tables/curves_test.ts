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

Deno.test("parseHistory() refuses a slice that is there twice", () => {
  assert.throws(() => parseHistory(text + text, "a"), /steps must rise, but 0 follows 10000/);
});
