/** The symmetric group: every pair of permutations with what is computed of them. */
import { z } from "zod";
import type { SettingsOf } from "../schemas/kinds.ts";
import { checkEncoding, encodingNames, encodingsInWords, type Symbols } from "./encodings.ts";
import { blankEquation, shapeOfEquations, writeEquations } from "./equations.ts";
import { compose, invert, type Permutation, permutations as listAll } from "./symmetric_group.ts";
import { defineTask } from "./task.ts";

/** What is computed, and what openai/grok (data.py) calls it after the name of the group. */
const operations = {
  "xy": { token: "", apply: compose },
  "xyx^-1": { token: "conj", apply: (x, y) => compose(compose(x, y), invert(x)) },
  "xyx": { token: "aba", apply: (x, y) => compose(compose(x, y), x) },
} satisfies Record<string, {
  token: string;
  apply(x: Permutation, y: Permutation): Permutation;
}>;

type OperationName = keyof typeof operations;

const fields = {
  operation: z.enum(Object.keys(operations) as OperationName[]).meta({
    description: "xy: first x, then y, as one permutation; xyx^-1: the conjugate; or xyx",
  }),
  letters: z.int().min(2).max(6).default(5).meta({
    description: "n: the permutations are those of n things, and there are n! of them",
  }),
  encoding: z.enum(encodingNames).meta({ description: encodingsInWords }),
};

type Settings = SettingsOf<typeof fields>;

/** The numbers in the vocabulary of openai/grok, of which there are as many in every experiment. */
const OPENAI_MODULUS = 97;

const s5 = { operation: "xy", letters: 5, encoding: "sentence" } as const;

/** Power et al. 2022 (arXiv:2201.02177), appendix A.1.1. */
export const permutations = defineTask({
  title: "permutations",
  description: "products of permutations",
  source: "Power et al. 2022, arXiv:2201.02177; openai/grok, data.py",
  fields,
  subject: ({ operation, letters }) => `${operation} in S${letters}`,
  sizedBy: ["letters"],
  check: (settings) =>
    checkEncoding(settings.encoding, symbolsOf(settings), ["task.letters", "task.operation"]),
  size: (settings) => ({
    data: shapeOfEquations(settings.encoding, symbolsOf(settings), blankEquation(2)),
    rows: listAll(settings.letters).length ** 2,
    sets: {},
  }),
  build(settings) {
    const symbols = symbolsOf(settings);
    const { values, operators: [operator] } = symbols;
    const group = listAll(settings.letters);
    const { apply } = operations[settings.operation];
    /** Pairs in lexicographic order, as openai/grok lists them. */
    const pairAt = (row: number) => [Math.floor(row / group.length), row % group.length] as const;
    const resultAt = (row: number) => {
      const [x, y] = pairAt(row);
      return nameOf(apply(group[x]!, group[y]!));
    };
    const operandsAt = (row: number) => pairAt(row).map((index) => values[index]!);
    const rows = group.length ** 2;
    return {
      ...writeEquations(settings.encoding, symbols, blankEquation(2), rows, (row) => ({
        operator: operator!,
        operands: operandsAt(row),
        results: [resultAt(row)],
      })),
      sets: {},
      text: (row) => {
        const [x, y] = operandsAt(row);
        const input = { "xy": `${x}*${y}`, "xyx^-1": `${x}*${y}*${x}^-1`, "xyx": `${x}*${y}*${x}` };
        return { input: input[settings.operation], answer: resultAt(row) };
      },
    };
  },
  published: [
    { source: "openai/grok, s5", settings: s5, rows: 14_400 },
    { source: "openai/grok, s5conj", settings: { ...s5, operation: "xyx^-1" }, rows: 14_400 },
    { source: "openai/grok, s5aba", settings: { ...s5, operation: "xyx" }, rows: 14_400 },
  ],
  samples: [
    {
      settings: { operation: "xy", letters: 2, encoding: "residues" },
      rows: ["01*01=01", "01*10=10", "10*01=10", "10*10=01"],
    },
    {
      settings: { operation: "xyx^-1", letters: 3, encoding: "equation" },
      rows: ["012*012*012^-1=012", "012*021*012^-1=021", "012*102*012^-1=102"],
    },
    {
      settings: { operation: "xyx", letters: 5, encoding: "sentence" },
      rows: ["01234*01234*01234=01234", "01234*01243*01234=01243"],
    },
  ],
});

function symbolsOf({ operation, letters }: Settings): Symbols {
  return {
    values: listAll(letters).map(nameOf),
    operators: [`s${letters}${operations[operation].token}`],
    modulus: OPENAI_MODULUS,
  };
}

function nameOf(permutation: Permutation): string {
  return permutation.join("");
}
