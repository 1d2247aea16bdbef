/** Sequence arithmetic: tokens, what is scored, longer operands, and settings that make no sense. */
import assert from "node:assert/strict";
import type { SettingsOf } from "../../schemas/kinds.ts";
import { buildDataset, datasetSize } from "../../tasks/dataset.ts";
import { TaskSettings } from "../../tasks/mod.ts";
import { sequenceArithmetic } from "../../tasks/sequence_arithmetic.ts";
import {
  findSequenceOperation,
  integerOperations,
  isModular,
  sequenceOperationNames,
} from "../../tasks/sequence_operations.ts";
import { SplitSettings } from "../../tasks/split.ts";

type Settings = SettingsOf<typeof sequenceArithmetic["fields"]>;

function settingsOf(given: Partial<Settings>): Settings {
  const { kind: _, ...settings } = TaskSettings.parse({
    kind: "sequenceArithmetic",
    operation: "x+y",
    values: 4,
    ...given,
  });
  return settings as Settings;
}

/** What a network reads in a row, and what each of its answers should be; `_` is not asked for. */
function row(given: Partial<Settings>, text: string): { reads: string; answers: string } {
  const settings = settingsOf(given);
  const { data: { input, output } } = sequenceArithmetic.size(settings, {});
  assert.ok(input.kind === "tokens" && output.kind === "classes");
  const table = sequenceArithmetic.build(settings, { files: {}, seed: 0 });
  const rows = table.targets.length / output.answers;
  const at = Array.from({ length: rows }, (_, index) => index)
    .find((index) => table.text(index).input === text);
  assert.ok(at !== undefined, `no row ${text}`);
  const write = (values: ArrayLike<number>, width: number) =>
    Array.from({ length: width }, (_, index) => values[at * width + index]!)
      .map((token) => table.vocabulary[token] ?? "_").join(" ");
  return {
    reads: write(table.inputs, input.positions),
    answers: write(table.targets, output.answers),
  };
}

Deno.test("the answer and its end are asked for, from the position of = on", () => {
  assert.deepEqual(row({}, "11+1"), {
    reads: "1 1 + 1 = 1 0 0 <EOS>",
    answers: "_ 1 0 0 <EOS> _",
  });
  assert.deepEqual(row({}, "11+11"), { reads: "1 1 + 1 1 = 1 1 0", answers: "_ _ 1 1 0 <EOS>" });
  assert.deepEqual(row({}, "0+0"), {
    reads: "0 + 0 = 0 <EOS> <PAD> <PAD> <PAD>",
    answers: "0 <EOS> _ _ _ _",
  });
});

Deno.test("the first digit may be left out and the padding counted, as published code has it", () => {
  const scored = "afterFirstDigit";
  assert.deepEqual(row({ scored }, "11+1").answers, "_ 0 0 <EOS> _");
  assert.deepEqual(row({ scored }, "0+0").answers, "<EOS> _ _ _ _");
  const padding = { scored: "afterFirstDigitAndPadding" } as const;
  assert.deepEqual(row(padding, "11+1").answers, "_ 0 0 <EOS> <PAD>");
  assert.deepEqual(row(padding, "0+0").answers, "<EOS> <PAD> <PAD> <PAD> <PAD>");
});

Deno.test("reversed numbers begin with their last digit, in any base, and the sign comes last", () => {
  const order = "reversed";
  assert.deepEqual(row({ order }, "01+11"), {
    reads: "0 1 + 1 1 = 1 0 1",
    answers: "_ _ 1 0 1 <EOS>",
  });
  assert.equal(row({ order, base: 10, values: 60 }, "8+75").answers, "_ 5 6 <EOS> _ _");
  assert.equal(
    row({ order, base: 10, values: 60, operation: "x-y" }, "8-75").answers,
    "_ 9 4 - <EOS> _",
  );
});

Deno.test("numbers of fixed length have zeros in front and no end, and every answer is asked for", () => {
  const fixed = { fixedLength: true, outOfDomainValues: 5 };
  assert.deepEqual(row(fixed, "001+010"), {
    reads: "0 0 1 + 0 1 0 = 0 0 1",
    answers: "0 0 1 1",
  });
  assert.equal(row({ ...fixed, order: "reversed" }, "100+010").answers, "1 1 0 0");
  assert.equal(row({ ...fixed, operation: "x-y" }, "001-010").answers, "- 0 0 1");
  const { data: { output } } = sequenceArithmetic.size(settingsOf(fixed), {});
  assert.deepEqual(output, { kind: "classes", answers: 4, classes: 6 });
});

Deno.test("six bits and seven out of domain have the rows, tokens and classes of the source", () => {
  const task = settingsOf({ values: 64, outOfDomainValues: 128 });
  const { data, rows, sets } = sequenceArithmetic.size(task, {});
  assert.deepEqual([rows, sets], [4096, { outOfDomain: 128 ** 2 - 64 ** 2 }]);
  // 7 + 7 + 8 digits, +, =, <EOS>: 25 tokens, of which the last is not read.
  assert.deepEqual(data.input, { kind: "tokens", positions: 24, vocabulary: 6, causal: true });
  const split = SplitSettings.parse({ trainFraction: 0.7, rounding: "truncate" });
  const { sets: found } = datasetSize({ task: { kind: "sequenceArithmetic", ...task }, split });
  assert.deepEqual(found, { train: 2867, validation: 1229, outOfDomain: 12_288 });
});

Deno.test("rows out of domain have an operand that is longer, and none of the others has", () => {
  for (const outOfDomainRows of ["all", 20] as const) {
    const task = {
      kind: "sequenceArithmetic",
      ...settingsOf({ values: 8, outOfDomainValues: 16, outOfDomainRows }),
    } as const;
    const { sets, text } = buildDataset({ task, split: SplitSettings.parse({ seed: 3 }) });
    const lengths = (rows: Int32Array) =>
      Array.from(rows, (at) => Math.max(...text(at).input.split("+").map(({ length }) => length)));
    assert.deepEqual(new Set(lengths(sets.outOfDomain!)), new Set([4]));
    const others = new Set([...lengths(sets.train!), ...lengths(sets.validation!)]);
    assert.deepEqual(others, new Set([1, 2, 3]));
    const distinct = new Set(Array.from(sets.outOfDomain!, (at) => text(at).input));
    assert.equal(distinct.size, outOfDomainRows === "all" ? 16 ** 2 - 8 ** 2 : 20);
    const everyRow = [...sets.train!, ...sets.validation!, ...sets.outOfDomain!];
    assert.equal(new Set(everyRow).size, everyRow.length);
  }
});

Deno.test("which rows out of domain are drawn is the split's seed's to say", () => {
  const settings = settingsOf({ values: 8, outOfDomainValues: 16, outOfDomainRows: 20 });
  const drawn = (seed: number) => {
    const { text } = sequenceArithmetic.build(settings, { files: {}, seed });
    return Array.from({ length: 20 }, (_, at) => text(64 + at).input);
  };
  assert.deepEqual(drawn(1), drawn(1));
  assert.notDeepEqual(drawn(1), drawn(2));
});

for (const [name, operation] of Object.entries(integerOperations)) {
  Deno.test(`${name}: answers go up to what its row promises`, () => {
    for (const values of [2, 3, 9]) {
      const places = Array.from({ length: values * values }, (_, at) => at);
      const answers = places.map((at) =>
        operation.equation(Math.floor(at / values), at % values).answer
      );
      const sizes = answers.map(Math.abs);
      assert.equal(Math.max(...sizes), operation.largestAnswer(values), `below ${values}`);
      assert.equal(answers.some((answer) => answer < 0), operation.signed);
    }
  });
}

Deno.test("operations on whole numbers give what their names say", () => {
  const answers = Object.entries(integerOperations)
    .map(([name, { equation }]) => [name, equation(5, 12).answer]);
  assert.deepEqual(Object.fromEntries(answers), {
    "x+y": 17,
    "x-y": -7,
    "x*y": 60,
    "|x-y|": 7,
    "|max(x,y)-1|": 11,
    "|min(x,y)-1|": 4,
    "floor((x+y)/2)": 8,
    "floor(sqrt(xy))": 7,
  });
});

Deno.test("with a modulus, every operation answers modulo it, and quotients times divisors agree", () => {
  const places = Array.from(
    { length: 11 * 11 },
    (_, at) => [Math.floor(at / 11), at % 11] as const,
  );
  for (const name of sequenceOperationNames.filter(isModular)) {
    const { excludesZero, equation, largestAnswer, largestOperand } = findSequenceOperation(
      name,
      11,
    )!;
    for (const { x, y, answer } of places.map(([i, j]) => equation(i, excludesZero ? j || 1 : j))) {
      assert.ok(answer >= 0 && answer <= largestAnswer(11), `${name} of ${x}, ${y}`);
      assert.ok(x <= largestOperand(11));
      if (name === "x/y") assert.equal((answer * y) % 11, x);
    }
  }
  const { x, y, answer } = findSequenceOperation("x-y", 5)!.equation(3, 14);
  assert.deepEqual([x, y, answer], [3, 14, 4]); // 3 - 14 = -11 = 4 modulo 5
});

const refused: [what: string, given: Partial<Settings>, field: string, message: RegExp][] = [
  ["a polynomial without a modulus", { operation: "x^2+y^2" }, "operation", /give a modulus/],
  ["a mean modulo 7", { operation: "floor((x+y)/2)", modulus: 7 }, "operation", /leave the mod/],
  ["quotients modulo 9", { operation: "x/y", modulus: 9 }, "modulus", /9 is not prime/],
  ["quotients of 8 modulo 7", { operation: "x/y", modulus: 7, values: 8 }, "modulus", /8 or more/],
  ["no longer operands", { outOfDomainValues: 4 }, "outOfDomainValues", /no operands beyond/],
  ["rows of no set", { outOfDomainRows: 4 }, "outOfDomainRows", /no set out of domain/],
  [
    "too many rows out of domain",
    { outOfDomainValues: 5, outOfDomainRows: 10 },
    "outOfDomainRows",
    /only 9 rows out of domain/,
  ],
  [
    "padding of fixed length",
    { fixedLength: true, scored: "afterFirstDigitAndPadding" },
    "scored",
    /no padding/,
  ],
  [
    "what comes after the only digit",
    { fixedLength: true, scored: "afterFirstDigit", base: 10 },
    "scored",
    /nothing is left/,
  ],
];
for (const [what, given, field, message] of refused) {
  Deno.test(`${what}: refused`, () => {
    const [problem] = [...sequenceArithmetic.check(settingsOf(given))];
    assert.equal(problem!.fields[0], `task.${field}`);
    assert.match(problem!.message, message);
  });
}
