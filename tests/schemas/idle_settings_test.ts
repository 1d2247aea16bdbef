/** A sweep over what another setting switches off is refused, and no other. */
import assert from "node:assert/strict";
import { load, refuse, sample } from "./samples.ts";

const axes = "split.trainFraction: [0.3, 0.5]";

const idle: [what: string, axis: string, message: RegExp, ...settings: string[]][] = [
  ["a fraction beside a number of rows", axes, /trainRows gives the number/, "split.trainRows=9"],
  [
    "the rounding of a number of rows",
    "split.rounding: [bankers, truncate]",
    /trainRows gives the number/,
    "split.trainRows=9",
  ],
  ["the seed of no shuffle", "split.seed: [1, 2]", /shuffle is none/, "split.shuffle=none"],
  [
    "the kind of a momentum of 0",
    "optimizer.nesterov: [true, false]",
    /momentum is 0/,
    "optimizer={ kind: sgd, momentum: 0 }",
  ],
  [
    "the seed of no corruption",
    "corruption.seed: [1, 2]",
    /fraction is 0/,
    "corruption={ kind: randomLabels, fraction: 0 }",
  ],
  [
    "dropout between the layers of one",
    "model.dropout: [0, 0.5]",
    /layers is 1/,
    "model={ kind: lstm, layers: 1, width: 4 }",
  ],
];

for (const [what, axis, message, ...settings] of idle) {
  Deno.test(`a sweep is refused over ${what}`, () => {
    const told = refuse(sample.replace(axes, axis), ...settings);
    assert.match(told, /^small\.yaml:11:\d+: .*changes nothing here/);
    assert.match(told, message);
  });
}

Deno.test("a sweep stands in which the setting matters for all values but one of the other", () => {
  const zip = "zip: [{ split.trainRows: [fraction, 9], split.trainFraction: [0.3, 0.5] }]";
  assert.equal(load(sample.replace(`grid:\n    ${axes}`, zip), "seeds=[0]").runs.length, 2);
  const grid = "split.shuffle: [none, counter]\n    split.seed: [1, 2]";
  assert.match(refuse(sample.replace(axes, grid)), /split\.seed: changes nothing here/);
  const momentum = "optimizer.momentum: [0, 0.9]\n    optimizer.nesterov: [true]";
  const loaded = load(sample.replace(axes, momentum), "seeds=[0]", "optimizer={ kind: sgd }");
  assert.equal(loaded.runs.length, 2);
});
