/** Every task: the rows of its source, and tables that are what was promised of them. */
import assert from "node:assert/strict";
import { rangesOf } from "../../models/shared_rows.ts";
import { findTask, taskKinds, TaskSettings } from "../../tasks/mod.ts";

for (const kind of Object.keys(taskKinds) as TaskSettings["kind"][]) {
  const { title, published, samples, size, check, build, subject } = findTask(kind);
  for (const { source, settings, rows } of published) {
    Deno.test(`the task "${title}" of ${source} has ${rows} rows`, () => {
      TaskSettings.parse({ kind, ...settings });
      assert.deepEqual([...check(settings)], []);
      assert.equal(size(settings, {}).rows, rows);
    });
  }

  for (const [index, { settings, files = {}, rows }] of samples.entries()) {
    Deno.test(`the task "${title}", sample ${index}, is the table that its size promises`, () => {
      TaskSettings.parse({ kind, ...settings });
      assert.deepEqual([...check(settings)], []);
      const { data: { input, output }, rows: split, sets } = size(settings, files);
      const table = build(settings, { files, seed: 0 });
      const own = Object.values(sets).reduce((total, count) => total + count, 0);
      const perRow = input.kind === "tokens"
        ? input.positions
        : input.shape.reduce((product, count) => product * count, 1);
      assert.equal(table.inputs.length, (split + own) * perRow);
      const answers = output.kind === "classes" ? output.answers : output.width;
      assert.equal(table.targets.length, (split + own) * answers);
      assert.deepEqual(
        Object.entries(table.sets).map(([name, { length }]) => [name, length]),
        Object.entries(sets),
      );
      if (input.kind === "tokens") {
        assert.equal(table.vocabulary.length, input.vocabulary);
        const ranges = rangesOf(input);
        for (const [at, token] of table.inputs.entries()) {
          const [from, end] = ranges[at % perRow]!;
          assert.ok(token >= from && token < end, `token ${token} at ${at % perRow}`);
        }
      }
      if (output.kind === "classes") {
        const smallest = output.ragged ? -1 : 0;
        assert.ok(table.targets.every((target) => target >= smallest && target < output.classes));
        for (let row = 0; row < table.targets.length; row += answers) {
          assert.ok(table.targets.subarray(row, row + answers).some((target) => target >= 0));
        }
      }
      assert.ok(subject(settings).length > 0);
    });

    Deno.test(`the task "${title}", sample ${index}, begins with the rows in its row`, () => {
      const table = build(settings, { files, seed: 0 });
      const found = rows.map((_, row) => table.text(row)).map(({ input, answer }) =>
        `${input}=${answer}`
      );
      assert.deepEqual(found, rows);
    });
  }
}
