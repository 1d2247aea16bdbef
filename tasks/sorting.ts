/** Sorting: a list of numbers, and the same numbers in ascending order as several answers. */
import { z } from "zod";
import { integerPower } from "../numerics/elementary.ts";
import { randomIndex, randomKey } from "../random/counter.ts";
import type { FieldProblem, SettingsOf } from "../schemas/kinds.ts";
import { defineTask } from "./task.ts";

const fields = {
  length: z.int().min(2).max(64).default(3).meta({ description: "k, how many numbers a list has" }),
  values: z.int().min(2).max(10_000).meta({ description: "n, the numbers being 0 to n-1" }),
  rows: z.union([z.literal("all"), z.int().min(2).max(1_000_000)], {
    error: "must be all, or a whole number of lists, from 2 to 1000000",
  }).default("all").meta({
    description: "all n^k lists, or so many different ones drawn at random with the split's seed",
  }),
};

type Settings = SettingsOf<typeof fields>;

/**
 * `3 1 2 = = =` asks for 1, 2 and 3 at its last three positions: every `=` is room for an answer, so
 * that a network which never looks ahead has seen the whole list before the first one.
 */
export const sorting = defineTask({
  title: "sorting",
  description: "the numbers of a list in ascending order, each an answer",
  fields,
  subject: ({ length, values }) => `sorting ${length} numbers below ${values}`,
  sizedBy: ["rows", "length", "values"],
  check,
  size: (settings) => {
    const { length, values } = settings;
    return {
      data: {
        input: { kind: "tokens", positions: 2 * length, vocabulary: values + 1, causal: false },
        output: { kind: "classes", answers: length, classes: values },
      },
      rows: settings.rows === "all" ? countLists(settings) : settings.rows,
      sets: {},
    };
  },
  build(settings, { seed }) {
    const { length, values } = settings;
    const lists = settings.rows === "all"
      ? everyList(settings)
      : drawLists(settings, settings.rows, seed);
    const rows = lists.length / length;
    const listOf = (row: number) => lists.subarray(row * length, (row + 1) * length);
    const inputs = new Int32Array(rows * 2 * length).fill(values);
    const targets = Int32Array.from(lists);
    for (let row = 0; row < rows; row++) {
      inputs.set(listOf(row), row * 2 * length);
      targets.subarray(row * length, (row + 1) * length).sort();
    }
    return {
      inputs,
      targets,
      sets: {},
      vocabulary: [...Array.from({ length: values }, (_, value) => String(value)), "="],
      text: (row) => ({
        input: listOf(row).join(" "),
        answer: listOf(row).toSorted().join(" "),
      }),
    };
  },
  published: [],
  samples: [
    {
      settings: { length: 2, values: 3, rows: "all" },
      rows: ["0 0=0 0", "0 1=0 1", "0 2=0 2", "1 0=0 1", "1 1=1 1", "1 2=1 2", "2 0=0 2"],
    },
    {
      settings: { length: 4, values: 11, rows: 3 },
      rows: ["9 8 2 2=2 2 8 9", "6 9 3 9=3 6 9 9", "0 1 7 3=0 1 3 7"],
    },
  ],
});

function* check(settings: Settings): Generator<FieldProblem> {
  const { length, values, rows } = settings;
  const lists = countLists(settings);
  if (rows === "all" || rows <= lists) return;
  yield {
    fields: ["task.rows", "task.length", "task.values"],
    message: `there are only ${lists} lists of ${length} numbers below ${values}; use all`,
  };
}

function countLists({ length, values }: Settings): number {
  return integerPower(values, length);
}

/** Every list in lexicographic order, row-major [lists, length]. */
function everyList(settings: Settings): Int32Array {
  const { length, values } = settings;
  const lists = new Int32Array(countLists(settings) * length);
  for (let at = 0; at < lists.length; at++) {
    const row = Math.floor(at / length);
    lists[at] = Math.floor(row / integerPower(values, length - 1 - at % length)) % values;
  }
  return lists;
}

/** `rows` different lists in the order they are drawn, row-major [rows, length]. */
function drawLists({ length, values }: Settings, rows: number, seed: number): Int32Array {
  const key = randomKey(seed, "sorting");
  const lists = new Int32Array(rows * length);
  const known = new Set<string>();
  for (let draw = 0; known.size < rows; draw++) {
    const list = Array.from(
      { length },
      (_, at) => randomIndex(key, draw * length + at, values),
    );
    const name = list.join(" ");
    if (known.has(name)) continue;
    lists.set(list, known.size * length);
    known.add(name);
  }
  return lists;
}
