/** Sums of K numbers modulo p, with all shorter sums among the rows that are trained on. */
import { z } from "zod";
import { integerPower } from "../numerics/elementary.ts";
import { randomIndex, randomKey } from "../random/counter.ts";
import type { FieldProblem, SettingsOf } from "../schemas/kinds.ts";
import { equationText, listTuples } from "./arithmetic.ts";
import { allOrSome, checkCount, drawDifferent } from "./different_rows.ts";
import type { Symbols } from "./encodings.ts";
import { blankEquation, shapeOfEquations, writeEquations } from "./equations.ts";
import { numbersBelow } from "./openai_vocabulary.ts";
import { defineTask, rowsFrom } from "./task.ts";

const operandCount = z.int().min(2).max(64);

const fields = {
  modulus: z.int().min(2).max(100_000).meta({ description: "p, the numbers being 0 to p-1" }),
  operands: operandCount.min(3).meta({
    description: "K, the number of operands of the rows that are split",
  }),
  shorter: z.array(operandCount).min(1).default([2, 3]).meta({
    description:
      "numbers of operands of the sums that are all trained on, besides what the split " +
      "takes; sums of 2 operands are also reported by themselves, as the set sums2, and so on",
  }),
  rows: allOrSome("rows", 2, 10_000_000).meta({
    description:
      "all p^K sums of K operands, or so many different ones drawn with the split's seed",
  }),
  encoding: z.enum(["operands", "sentence"]).default("operands").meta({
    description: "operands (over openai's vocabulary), or sentence (<|eos|> x op y = c, two " +
      "answers); <|eos|> stands in front of shorter sums, as often as they lack tokens",
  }),
};

type Settings = SettingsOf<typeof fields>;

/**
 * The "modified data" of the PKU study: "adding all equations of K = 2, 3" to those of K = 5. Its
 * code for them is not published, so where shorter rows stand is our choice.
 */
export const mixedSums = defineTask({
  title: "sums of mixed length",
  description: "sums of K numbers modulo p, trained on with all shorter ones",
  source: "PKU report on grokking, figure 10",
  fields,
  subject: ({ operands, modulus, shorter }) =>
    `sums of ${operands} mod ${modulus} with all sums of ${shorter.join(" and ")}`,
  sizedBy: ["rows", "modulus", "operands", "shorter"],
  check,
  size: (settings) => ({
    data: shapeOfEquations(
      settings.encoding,
      symbolsOf(settings),
      blankEquation(settings.operands),
      { hasShorter: settings.shorter.length > 0 },
    ),
    rows: settings.rows === "all" ? countSums(settings, settings.operands) : settings.rows,
    sets: Object.fromEntries(
      settings.shorter.map((count) => [setOf(count), countSums(settings, count)]),
    ),
    trained: settings.shorter.map(setOf),
  }),
  build(settings, { seed }) {
    const { modulus, operands: longest } = settings;
    const tables = [longest, ...settings.shorter].map((count) => {
      const operands = count === longest && settings.rows !== "all"
        ? drawSums(settings, settings.rows, seed)
        : listTuples(modulus, count);
      return { count, operands, rows: operands.length / count };
    });
    let start = 0;
    const placed = tables.map((table) => {
      const first = start;
      start += table.rows;
      return { ...table, first };
    });
    const operandsOf = (row: number) => {
      const { operands, count, first } = placed.findLast((table) => table.first <= row)!;
      return [...operands.subarray((row - first) * count, (row - first + 1) * count)];
    };
    const sumOf = (operands: readonly number[]) =>
      String(operands.reduce((sum, operand) => sum + operand, 0) % modulus);
    return {
      ...writeEquations(
        settings.encoding,
        symbolsOf(settings),
        blankEquation(longest),
        start,
        (row) => {
          const operands = operandsOf(row);
          return { operator: "+", operands: operands.map(String), results: [sumOf(operands)] };
        },
      ),
      sets: Object.fromEntries(
        placed.slice(1).map(({ count, first, rows }) => [
          setOf(count),
          rowsFrom(first, rows),
        ]),
      ),
      text: (row) => {
        const operands = operandsOf(row);
        return { input: equationText("x+y", operands), answer: sumOf(operands) };
      },
    };
  },
  published: [{
    source: "PKU, K = 5 with K = 2, 3, the rows that are split",
    // 0.1 % of all 31^5 sums to train on (figure 10), and nine times as many to validate on.
    settings: {
      modulus: 31,
      operands: 5,
      shorter: [2, 3],
      rows: 286_290,
      encoding: "operands",
    },
    rows: 286_290,
  }],
  samples: [
    {
      settings: { modulus: 2, operands: 3, shorter: [2], rows: "all", encoding: "operands" },
      rows: [
        ...["0+0+0=0", "0+0+1=1", "0+1+0=1", "0+1+1=0", "1+0+0=1", "1+0+1=0", "1+1+0=0", "1+1+1=1"],
        ...["0+0=0", "0+1=1", "1+0=1", "1+1=0"],
      ],
    },
    {
      settings: { modulus: 3, operands: 4, shorter: [3, 2], rows: 5, encoding: "sentence" },
      rows: [],
    },
  ],
});

function* check(settings: Settings): Generator<FieldProblem> {
  const { operands, shorter, rows } = settings;
  for (const [index, count] of shorter.entries()) {
    const field = `task.shorter.${index}` as const;
    if (count >= operands) {
      yield {
        fields: [field, "task.operands"],
        message: `sums of ${count} operands are not shorter than those of ${operands}`,
      };
    }
    if (shorter.indexOf(count) < index) {
      yield { fields: [field], message: `sums of ${count} operands are listed twice` };
    }
  }
  const sums = countSums(settings, operands);
  yield* checkCount(
    rows,
    sums,
    ["task.rows", "task.modulus", "task.operands"],
    `sums of ${operands} numbers below ${settings.modulus}`,
  );
}

function countSums({ modulus }: Settings, operands: number): number {
  return integerPower(modulus, operands);
}

function setOf(operands: number): string {
  return `sums${operands}`;
}

function symbolsOf({ modulus }: Settings): Symbols {
  return { values: numbersBelow(modulus), operators: ["+"], modulus };
}

function drawSums({ modulus, operands }: Settings, rows: number, seed: number): Int32Array {
  const key = randomKey(seed, "mixedSums");
  return drawDifferent(
    rows,
    operands,
    (attempt) =>
      Array.from(
        { length: operands },
        (_, at) => randomIndex(key, attempt * operands + at, modulus),
      ),
  );
}
