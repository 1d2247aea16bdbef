import assert from "node:assert/strict";
import { Verdicts } from "../../schemas/artifacts.ts";
import { judge } from "../../stages/judge.ts";
import type { Json } from "../../store/canonical_json.ts";
import { writeTable } from "../../tables/parquet.ts";
import { syntheticSweep } from "../figures/fixture/runs.ts";
import { runOnce } from "./context.ts";

const claims: Json = [
  {
    name: "generalizes",
    kind: "reaches",
    metric: "validationAccuracy",
    where: { "split.trainFraction": 0.8 },
  },
  {
    name: "does not",
    kind: "never",
    metric: "validationAccuracy",
    where: { "split.trainFraction": 0.2 },
  },
  { name: "is early", kind: "steps", metric: "validationAccuracy", published: [10] },
];

Deno.test("judge writes a verdict for each claim, in their order", async () => {
  const table = await writeTable(syntheticSweep([0.2, 0.8], 2));
  const files = await runOnce(judge, { claims }, { table: [table] });
  const verdicts = Verdicts.parse(JSON.parse(new TextDecoder().decode(files["verdicts.json"])));
  assert.deepEqual(verdicts.map(({ name, verdict }) => [name, verdict]), [
    ["generalizes", "holds"],
    ["does not", "holds"],
    ["is early", "fails"],
  ]);
});

Deno.test("judge refuses to work without a table, and with two", async () => {
  const table = new Uint8Array();
  await assert.rejects(
    runOnce(judge, { claims }, {}),
    /"table" must list one file, but it lists 0/,
  );
  await assert.rejects(runOnce(judge, { claims }, { table: [table, table] }), /it lists 2/);
});
