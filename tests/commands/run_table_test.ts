import assert from "node:assert/strict";
import { UsageError } from "../../commands/exit.ts";
import { describeTextsOfNone, filterRows, type Row, sortRows } from "../../commands/run_table.ts";

const runs = [
  { run: "a", "optimizer.weightDecay": 10, "training.batch.size": 64, validation99: 300 },
  { run: "b", "optimizer.weightDecay": 9, "training.batch.size": "full", validation99: null },
  { run: "c", "optimizer.weightDecay": 0, "training.batch.size": 512, validation99: 40 },
].map((row: Row) => ({ row }));

const names = (found: readonly { readonly row: Row }[]) => found.map(({ row }) => row.run).join("");

Deno.test("filterRows() keeps what meets every condition, numbers compared by size", () => {
  const cases: [string[], string][] = [
    [[], "abc"],
    [["optimizer.weightDecay>=9"], "ab"],
    [["optimizer.weightDecay>9"], "a"],
    [["optimizer.weightDecay<9"], "c"],
    [["optimizer.weightDecay <= 9.0"], "bc"],
    [["weightDecay!=9"], "ac"],
    [["weightDecay=1e1", "run=a"], "a"],
    [["weightDecay=1e1", "run=b"], ""],
    [["run>a"], "bc"],
    [["size=full"], "b"],
    [["size!=full"], "ac"],
    [["size>=64"], "ac"],
    [["validation99>=0"], "ac"],
    [["validation99!=40"], "a"],
    [["validation99=never"], "b"],
    [["validation99!=never"], "ac"],
    [["validation99<never"], ""],
  ];
  for (const [conditions, expected] of cases) {
    assert.equal(names(filterRows(runs, conditions)), expected, conditions.join(" "));
  }
});

Deno.test("sortRows() orders by size or by letters, what is not there last either way", () => {
  assert.equal(names(sortRows(runs, "optimizer.weightDecay", false)), "cba");
  assert.equal(names(sortRows(runs, "weightDecay", true)), "abc");
  assert.equal(names(sortRows(runs, "validation99", false)), "cab");
  assert.equal(names(sortRows(runs, "validation99", true)), "acb");
  assert.equal(names(sortRows(runs, "training.batch.size", false)), "acb");
  assert.equal(names(sortRows(runs, "run", true)), "cba");
});

Deno.test("a text that no run has is told with those there are", () => {
  const told = (...conditions: string[]) => describeTextsOfNone(runs, conditions);
  assert.deepEqual(told("run=d"), ['No run has the run "d"; there are a, b, c']);
  assert.deepEqual(told("run=a", "validation99=7", "run!=d", "run=never"), []);
});

Deno.test("a name that no run has is refused with the one that was meant", () => {
  const two = [{ row: { "task.seed": 1, "split.seed": 2 } }];
  const wrong: [() => unknown, RegExp][] = [
    [() => filterRows(runs, ["weightdecy>=1"]), /did you mean weightDecay\?/],
    [() => sortRows(runs, "no such thing", false), /there are run, optimizer\.weightDecay, /],
    [() => filterRows(two, ["seed=1"]), /did you mean task\.seed or split\.seed\?/],
    [() => filterRows(runs, ["weightDecay"]), /is not a condition/],
    [() => filterRows(runs, ["weightDecay>="]), /is not a condition/],
    [() => filterRows(runs, [">=1"]), /is not a condition/],
    [() => filterRows(runs, ["weightDecay=>1"]), /is not a condition/],
    [() => filterRows(runs, ["weightDecay>abc"]), /weightDecay is a number, and "abc" is none/],
    [() => filterRows(runs, ["weightDecay>1 && seed=0"]), /write --where several times/],
  ];
  for (const [act, message] of wrong) {
    assert.throws(
      act,
      (error: Error) => error instanceof UsageError && message.test(error.message),
    );
  }
});
