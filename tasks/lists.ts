/** Lists of numbers: sorted, reversed or copied, each number of the result an answer. */
import { z } from "zod";
import { integerPower } from "../numerics/elementary.ts";
import { randomIndex, randomKey } from "../random/counter.ts";
import type { FieldProblem, SettingsOf } from "../schemas/kinds.ts";
import { allOrSome, checkCount, drawDifferent } from "./different_rows.ts";
import type { Symbols } from "./encodings.ts";
import { blankEquation, shapeOfEquations, writeEquations } from "./equations.ts";
import { numbersBelow } from "./openai_vocabulary.ts";
import { defineTask, type TaskKind } from "./task.ts";

const fields = {
  length: z.int().min(2).max(64).default(3).meta({ description: "k, how many numbers a list has" }),
  values: z.int().min(2).max(10_000).meta({ description: "n, the numbers being 0 to n-1" }),
  rows: allOrSome("lists", 2, 1_000_000).meta({
    description: "all lists there are, or so many different ones drawn with the split's seed",
  }),
  // Left out of the settings of lists from before there was a choice, and so of their keys.
  distinct: z.boolean().optional().meta({
    description: "true for lists in which no number comes twice, as openai/grok lists them; " +
      "any lists if left out",
  }),
  encoding: z.enum(["equals", "sentence"]).optional().meta({
    description: "equals (3 1 2 = = =), or sentence as openai/grok (<|eos|> sort 3 1 2 = 1 2 3, " +
      "the end being an answer too); equals if left out",
  }),
};

type Settings = SettingsOf<typeof fields>;

/** What is made of a list, what that is called, and its token in openai/grok, data.py. */
interface ListOperation {
  readonly title: string;
  readonly description: string;
  readonly token: string;
  apply(list: readonly number[]): readonly number[];
  /** The results of the lists of the first sample. */
  readonly sample: readonly string[];
}

/**
 * `3 1 2 = = =` asks for the results at its last three positions: every `=` is room for an answer,
 * so that a network which never looks ahead has seen the whole list before the first one. In
 * openai/grok lists hold different numbers below 97 (make_data() itself ends in an error for them).
 */
function listTask(operation: ListOperation): TaskKind<typeof fields> {
  const { title, description, token, apply, sample } = operation;
  const shapeOf = (settings: Settings) =>
    [
      settings.encoding ?? "equals",
      symbolsOf(settings, token),
      blankEquation(settings.length, settings.length, true),
    ] as const;
  const plain = { distinct: undefined, encoding: undefined };
  return defineTask({
    title,
    description,
    source: "openai/grok, data.py",
    fields,
    subject: ({ length, values }) => `${title} ${length} numbers below ${values}`,
    sizedBy: ["rows", "length", "values", "distinct"],
    check,
    size: (settings) => ({
      data: shapeOfEquations(...shapeOf(settings)),
      rows: settings.rows === "all" ? countLists(settings) : settings.rows,
      sets: {},
    }),
    build(settings, { seed }) {
      const { length } = settings;
      const lists = settings.rows === "all"
        ? everyList(settings)
        : drawLists(settings, settings.rows, seed);
      const listOf = (row: number) => [...lists.subarray(row * length, (row + 1) * length)];
      return {
        ...writeEquations(...shapeOf(settings), lists.length / length, (row) => ({
          operator: token,
          isPrefix: true,
          operands: listOf(row).map(String),
          results: apply(listOf(row)).map(String),
        })),
        sets: {},
        text: (row) => ({ input: listOf(row).join(" "), answer: apply(listOf(row)).join(" ") }),
      };
    },
    published: [2, 3].map((length) => ({
      source: `openai/grok, ${token} of ${length} numbers`,
      settings: { length, values: 97, rows: "all", distinct: true, encoding: "sentence" },
      rows: length === 2 ? 97 * 96 : 97 * 96 * 95,
    })),
    samples: [
      {
        settings: { length: 2, values: 3, rows: "all", ...plain },
        rows: ["0 0", "0 1", "0 2", "1 0", "1 1", "1 2", "2 0"]
          .map((list, at) => `${list}=${sample[at]}`),
      },
      {
        settings: { length: 3, values: 3, rows: "all", distinct: true, encoding: "sentence" },
        rows: ["0 1 2", "0 2 1", "1 0 2", "1 2 0", "2 0 1", "2 1 0"]
          .map((list) => `${list}=${apply(list.split(" ").map(Number)).join(" ")}`),
      },
    ],
  });
}

export const sorting = listTask({
  title: "sorting",
  description: "the numbers of a list in ascending order, each an answer",
  token: "sort",
  apply: (list) => list.toSorted((left, right) => left - right),
  sample: ["0 0", "0 1", "0 2", "0 1", "1 1", "1 2", "0 2"],
});

export const reversing = listTask({
  title: "reversing",
  description: "the numbers of a list from the last to the first, each an answer",
  token: "reverse",
  apply: (list) => list.toReversed(),
  sample: ["0 0", "1 0", "2 0", "0 1", "1 1", "2 1", "0 2"],
});

export const copying = listTask({
  title: "copying",
  description: "the numbers of a list as they are, each an answer",
  token: "copy",
  apply: (list) => list,
  sample: ["0 0", "0 1", "0 2", "1 0", "1 1", "1 2", "2 0"],
});

function symbolsOf({ values }: Settings, token: string): Symbols {
  return { values: numbersBelow(values), operators: [token], modulus: values };
}

function* check(settings: Settings): Generator<FieldProblem> {
  const { length, values, rows, distinct } = settings;
  if (distinct && length > values) {
    yield {
      fields: ["task.length", "task.values", "task.distinct"],
      message: `there are only ${values} different numbers below ${values}, so a list of ` +
        `${length} has one twice; use shorter lists, or leave distinct out`,
    };
    return;
  }
  yield* checkCount(
    rows,
    countLists(settings),
    ["task.rows", "task.length", "task.values", "task.distinct"],
    `${distinct ? "such " : ""}lists of ${length} numbers below ${values}`,
  );
}

/** n^k, or n (n-1) … (n-k+1) where no number comes twice. */
function countLists({ length, values, distinct }: Settings): number {
  if (!distinct) return integerPower(values, length);
  return Array.from({ length }, (_, taken) => values - taken)
    .reduce((product, left) => product * left, 1);
}

/** Every list in lexicographic order, row-major [lists, length]. */
function everyList(settings: Settings): Int32Array {
  const { length, values, distinct } = settings;
  const lists = new Int32Array(countLists(settings) * length);
  const list: number[] = [];
  let end = 0;
  function extend(): void {
    if (list.length === length) {
      lists.set(list, end);
      end += length;
      return;
    }
    for (let value = 0; value < values; value++) {
      if (distinct && list.includes(value)) continue;
      list.push(value);
      extend();
      list.pop();
    }
  }
  extend();
  return lists;
}

/** `rows` different lists in the order they are drawn, row-major [rows, length]. */
function drawLists(settings: Settings, rows: number, seed: number): Int32Array {
  const { length, values, distinct } = settings;
  const key = randomKey(seed, "sorting");
  return drawDifferent(rows, length, (attempt) => {
    const list: number[] = [];
    for (let at = 0; at < length; at++) {
      const index = attempt * length + at;
      list.push(
        distinct
          ? drawOther(list, randomIndex(key, index, values - at))
          : randomIndex(key, index, values),
      );
    }
    return list;
  });
}

/** The number of that rank among those that are not in the list. */
function drawOther(list: readonly number[], rank: number): number {
  return list.toSorted((left, right) => left - right)
    .reduce((number, taken) => taken <= number ? number + 1 : number, rank);
}
