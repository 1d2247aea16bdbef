/** Sparse parity: whether an odd number of the first k of n bits is set. */
import { z } from "zod";
import { integerPower } from "../numerics/elementary.ts";
import { randomKey, randomWord } from "../random/counter.ts";
import type { FieldProblem, SettingsOf } from "../schemas/kinds.ts";
import { allOrSome, checkCount, drawDifferent } from "./different_rows.ts";
import { defineTask } from "./task.ts";

const fields = {
  bits: z.int().min(2).max(1024).meta({ description: "n, how many bits a row has" }),
  relevant: z.int().min(1).max(1024).default(3).meta({
    description: "k, how many of them, from the first, the answer is the parity of",
  }),
  rows: allOrSome("rows", 2, 1_000_000).meta({
    description: "all 2^n rows, or so many different ones drawn with the split's seed",
  }),
  form: z.enum(["signs", "tokens"]).default("signs").meta({
    description: "bits as the numbers 1 for 0 and -1 for 1 (signs), or as the tokens 0 and 1",
  }),
};

type Settings = SettingsOf<typeof fields>;

/** Bits of one random word. */
const WORD_BITS = 32;

/**
 * The (n, k) parity of Barak et al. 2022 (arXiv:2207.08799). Which bits matter is the same to every
 * network that starts alike at each input, so they are the first.
 */
export const sparseParity = defineTask({
  title: "sparse parity",
  description: "whether an odd number of the first k of n bits is set",
  source: "Barak et al. 2022, arXiv:2207.08799",
  fields,
  subject: ({ bits, relevant }) => `parity of ${relevant} of ${bits} bits`,
  sizedBy: ["rows", "bits"],
  check,
  size: (settings) => ({
    data: {
      input: settings.form === "signs"
        ? { kind: "numbers", shape: [settings.bits] }
        : { kind: "tokens", positions: settings.bits, vocabulary: 2, causal: false },
      output: { kind: "classes", answers: 1, classes: 2 },
    },
    rows: settings.rows === "all" ? integerPower(2, settings.bits) : settings.rows,
    sets: {},
  }),
  build(settings, { seed }) {
    const { bits: width, relevant, form } = settings;
    const bits = settings.rows === "all" ? everyRow(width) : drawRows(width, settings.rows, seed);
    const bitsOf = (row: number) => bits.subarray(row * width, (row + 1) * width);
    const parityOf = (row: number) =>
      bitsOf(row).subarray(0, relevant).reduce((sum, bit) => sum + bit, 0) % 2;
    return {
      inputs: form === "tokens" ? bits : Float32Array.from(bits, (bit) => 1 - 2 * bit),
      targets: Int32Array.from({ length: bits.length / width }, (_, row) => parityOf(row)),
      sets: {},
      vocabulary: form === "tokens" ? ["0", "1"] : [],
      text: (row) => ({ input: bitsOf(row).join(""), answer: String(parityOf(row)) }),
    };
  },
  published: [
    {
      source: "Merrill et al. 2023 (arXiv:2303.11873), 1000 rows to train and 100 to validate on",
      settings: { bits: 40, relevant: 3, rows: 1100, form: "signs" },
      rows: 1100,
    },
  ],
  samples: [
    {
      settings: { bits: 3, relevant: 2, rows: "all", form: "signs" },
      rows: ["000=0", "001=0", "010=1", "011=1", "100=1", "101=1", "110=0", "111=0"],
    },
    {
      settings: { bits: 4, relevant: 4, rows: "all", form: "tokens" },
      rows: ["0000=0", "0001=1", "0010=1", "0011=0", "0100=1"],
    },
  ],
});

function* check({ bits, relevant, rows }: Settings): Generator<FieldProblem> {
  if (relevant > bits) {
    yield {
      fields: ["task.relevant", "task.bits"],
      message: `the parity of ${relevant} bits cannot be taken of ${bits}; use fewer`,
    };
  }
  const all = integerPower(2, bits);
  yield* checkCount(rows, all, ["task.rows", "task.bits"], `different rows of ${bits} bits`);
}

/** Row-major [2^width, width], counting in binary. */
function everyRow(width: number): Int32Array {
  return Int32Array.from(
    { length: integerPower(2, width) * width },
    (_, at) => Math.floor(at / width) / integerPower(2, width - 1 - at % width) & 1,
  );
}

function drawRows(width: number, rows: number, seed: number): Int32Array {
  const key = randomKey(seed, "sparseParity");
  const words = Math.ceil(width / WORD_BITS);
  return drawDifferent(rows, width, (attempt) =>
    Array.from(
      { length: width },
      (_, at) => {
        const word = randomWord(key, attempt * words + Math.floor(at / WORD_BITS));
        return word >>> at % WORD_BITS & 1;
      },
    ));
}
