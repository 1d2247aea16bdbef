import assert from "node:assert/strict";
import { aggregate } from "../../stages/aggregate.ts";
import { readTable } from "../../tables/parquet.ts";
import { syntheticSweep } from "../figures/fixture/runs.ts";
import { runOnce } from "./context.ts";

const curves = syntheticSweep([0.3, 0.5], 2);
const runs = curves.map(({ run, seed, budget, axes }) => ({ run, seed, budget, axes }));
const histories = curves.map(({ points }) =>
  new TextEncoder().encode(points.map((row) => JSON.stringify(row) + "\n").join(""))
);

Deno.test("aggregate makes one table of all histories, in the order of the runs", async () => {
  const files = await runOnce(aggregate, { runs }, { history: histories });
  assert.deepEqual(Object.keys(files), ["table.parquet"]);
  assert.deepEqual(await readTable(files["table.parquet"]!), curves);
});

Deno.test("aggregate refuses runs and histories that do not pair", async () => {
  await assert.rejects(
    runOnce(aggregate, { runs }, { history: histories.slice(1) }),
    /Cannot aggregate 4 runs from 3 histories/,
  );
});

Deno.test("aggregate refuses params it does not know", async () => {
  await assert.rejects(runOnce(aggregate, { runs, extra: 1 }, { history: histories }), /extra/);
});
