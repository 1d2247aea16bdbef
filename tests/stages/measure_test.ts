/** Measures of checkpoints, through the plan: what is measured once, and what again. */
import assert from "node:assert/strict";
import { parseHistory } from "../../tables/curves.ts";
import { openLaboratory, perceptron, textOf } from "./small_experiment.ts";

const measured = `${perceptron}measures:\n  - { kind: featureRank }\n`;
const id = "measure/small/seed-0/featureRank";

Deno.test("a measure gives a row for each checkpoint, with a column for each layer", async () => {
  await using laboratory = await openLaboratory();
  const result = await laboratory.run(measured);
  const links = result.records.get(id)!;
  assert.equal(links.length, 3);
  const texts = await Promise.all(
    links.map(({ files }) => laboratory.store.read(files["measures.jsonl"]!)),
  );
  const rows = parseHistory(texts.map(textOf).join(""), "seed-0");
  assert.deepEqual(rows.map(({ step }) => step), [10, 20, 30]);
  for (const row of rows) {
    assert.deepEqual(Object.keys(row), ["step", "featureRank/layers.0"]);
    const rank = row["featureRank/layers.0"]!;
    assert.ok(Number.isInteger(rank) && rank >= 1 && rank <= 12, `${rank}`);
  }
  const exported = textOf(await laboratory.read(result, "export/small/seed-0", "metrics.csv"));
  assert.match(exported.split("\n")[0]!, /parameterNorm,featureRank\/layers\.0$/);
});

Deno.test("one more checkpoint measures one more, and trains no other", async () => {
  await using laboratory = await openLaboratory();
  const before = (await laboratory.run(measured)).records.get(id)!;
  const longer = await laboratory.run(measured, ["training.steps=40"]);
  const after = longer.records.get(id)!;
  assert.deepEqual(after.slice(0, 3), before);
  assert.equal(after.length, 4);
});

Deno.test("a new measure trains nothing, and leaves the others alone", async () => {
  await using laboratory = await openLaboratory();
  await laboratory.run(measured);
  const added = await laboratory.run(`${measured}  - { kind: parameterNorms }\n`);
  assert.deepEqual(added.executed, ["measure/small/seed-0/parameterNorms", "export/small/seed-0"]);
});

Deno.test("truncation evaluates the checkpoint with weights of its own, and 0 is the history's", async () => {
  await using laboratory = await openLaboratory();
  const truncation = `${perceptron}measures:
  - { kind: truncation, fractions: [0, 0.5, 1] }
`;
  const result = await laboratory.run(truncation);
  const table = textOf(await laboratory.read(result, "export/small/seed-0", "metrics.csv"));
  const [header, ...rows] = table.trimEnd().split("\n").map((line) => line.split(","));
  const row = Object.fromEntries(header!.map((column, at) => [column, rows.at(-1)![at]]));
  assert.equal(row["truncation/trainAccuracy/0"], row.trainAccuracy);
  assert.equal(row["truncation/validationAccuracy/0"], row.validationAccuracy);
  const [none, all] = [0, 1].map((fraction) => Number(row[`truncation/trainAccuracy/${fraction}`]));
  assert.ok(all! < none!, `${all} without weights, ${none} with them`);
  const added = await laboratory.run(truncation.replace("[0, 0.5, 1]", "[0.25]"));
  assert.deepEqual(added.executed, ["measure/small/seed-0/truncation", "export/small/seed-0"]);
});
