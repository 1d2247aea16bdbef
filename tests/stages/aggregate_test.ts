import assert from "node:assert/strict";
import { outcomeOf } from "../../measures/outcome.ts";
import { aggregate } from "../../stages/aggregate.ts";
import { readTable } from "../../tables/parquet.ts";
import { syntheticSweep } from "../figures/fixture/runs.ts";
import { runOnce } from "./context.ts";

const curves = syntheticSweep([0.3, 0.5], 2);
const runs = curves.map(({ run, seed, budget, axes }) => ({ run, seed, budget, axes }));
const encode = (rows: readonly object[]) =>
  new TextEncoder().encode(rows.map((row) => JSON.stringify(row) + "\n").join(""));
const histories = Object.fromEntries(
  curves.map(({ run, points }) => [`history/${run}`, [encode(points)]]),
);

Deno.test("aggregate makes one table of all histories, in the order of the runs", async () => {
  const files = await runOnce(aggregate, { runs }, histories);
  assert.deepEqual(Object.keys(files), ["table.parquet"]);
  const expected = curves.map((curve) => ({ ...curve, outcome: outcomeOf(curve) }));
  assert.deepEqual(await readTable(files["table.parquet"]!), expected);
});

Deno.test("aggregate joins the parts of a history, and measures at their steps", async () => {
  const { run, points } = curves[0]!;
  const parts = [encode(points.slice(0, 2)), encode(points.slice(2))];
  const measures = [encode([{ step: points[3]!.step, rank: 5 }, { step: 10 ** 6, rank: null }])];
  const files = await runOnce(aggregate, { runs: [runs[0]!] }, {
    [`history/${run}`]: parts,
    [`measures/${run}`]: measures,
  });
  const [curve] = await readTable(files["table.parquet"]!);
  const expected = points.map((row, index) => index === 3 ? { ...row, rank: 5 } : row);
  assert.deepEqual(curve!.points, [...expected, { step: 10 ** 6, rank: null }]);
});
