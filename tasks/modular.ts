/** Arithmetic modulo a number: every tuple of operands with its answer. */
import { z } from "zod";
import { integerPower } from "../numerics/elementary.ts";
import { randomKey, randomPermutation } from "../random/counter.ts";
import type { FieldProblem, SettingsOf } from "../schemas/kinds.ts";
import { checkEncoding, encodingNames, encodingsInWords, type Symbols } from "./encodings.ts";
import { blankEquation, shapeOfEquations, writeEquations } from "./equations.ts";
import { numbersBelow } from "./openai_vocabulary.ts";
import { findOperation, isPrime, type OperationName, operationNames } from "./operations.ts";
import { defineTask, type Table } from "./task.ts";

const fields = {
  operation: z.enum(operationNames).meta({
    description: "what is computed of the operands; divisions need a prime modulus",
  }),
  modulus: z.int().min(2).max(100_000).meta({ description: "p, the numbers being 0 to p-1" }),
  operands: z.int().min(2).max(64).default(2).meta({
    description: "K, the number of operands; more than two for x+y only",
  }),
  operandFraction: z.number().gt(0).max(1).default(1).meta({
    description: "λ, the fraction of the p values that the first operand takes; x+y only",
  }),
  encoding: z.enum(encodingNames).meta({ description: encodingsInWords }),
};

export type ModularSettings = SettingsOf<typeof fields>;

const sum = {
  operation: "x+y",
  modulus: 97,
  operands: 2,
  operandFraction: 1,
  encoding: "operands",
} as const;

export const modular = defineTask({
  title: "modular arithmetic",
  description: "arithmetic modulo a number",
  fields,
  subject: ({ operation, modulus }) =>
    `${operation} ${findOperation(operation).isModular ? "mod" : "below"} ${modulus}`,
  sizedBy: ["modulus", "operands", "operandFraction", "operation"],
  check,
  size: (settings) => ({
    data: shapeOfEquations(
      settings.encoding,
      symbolsOf(settings),
      blankEquation(settings.operands),
    ),
    rows: countRows(settings),
    sets: {},
  }),
  build: (settings, { seed }) => encodeRows(settings, listRows(settings, seed)),
  published: [
    { source: "openai/grok, x+y", settings: sum, rows: 9409 },
    { source: "openai/grok, x/y", settings: { ...sum, operation: "x/y" }, rows: 9312 },
    { source: "PKU, K = 3, p = 31", settings: { ...sum, modulus: 31, operands: 3 }, rows: 29_791 },
    {
      source: "PKU, λ = 0.3, p = 151",
      settings: { ...sum, modulus: 151, operandFraction: 0.3 },
      rows: 45 * 151,
    },
  ],
  samples: [
    {
      settings: { ...sum, modulus: 3, encoding: "residues" },
      rows: ["0+0=0", "0+1=1", "0+2=2", "1+0=1", "1+1=2", "1+2=0", "2+0=2", "2+1=0", "2+2=1"],
    },
    {
      settings: { ...sum, operation: "x/y", modulus: 3, encoding: "equation" },
      rows: ["0/1=0", "0/2=0", "1/1=1", "2/2=1", "2/1=2", "1/2=2"],
    },
  ],
});

function* check(settings: ModularSettings): Generator<FieldProblem> {
  const { operation, modulus, operands, operandFraction, encoding } = settings;
  const { needsPrime, foldable } = findOperation(operation);
  if (needsPrime && !isPrime(modulus)) {
    yield {
      fields: ["task.modulus", "task.operation"],
      message: `${modulus} is not prime, so "${operation}" has no answer for some rows; ` +
        `use a prime, for instance ${nextPrime(modulus)}`,
    };
  }
  if (operands > 2 && !foldable) {
    yield {
      fields: ["task.operands", "task.operation"],
      message: `"${operation}" takes 2 operands, found ${operands}; only x+y takes more`,
    };
  }
  if (operandFraction < 1 && !foldable) {
    yield {
      fields: ["task.operandFraction", "task.operation"],
      message:
        `restricts the operands of x+y only, found ${operandFraction} with "${operation}"; ` +
        "leave it out",
    };
  }
  yield* checkEncoding(encoding, symbolsOf(settings), ["task.operation"]);
  if (encoding === "equation" && operands !== 2) {
    yield {
      fields: ["task.encoding", "task.operands"],
      message: `equation has room for 2 operands, found ${operands}; use operands or sentence`,
    };
  }
}

function nextPrime(value: number): number {
  let candidate = value;
  while (!isPrime(candidate)) candidate += 1;
  return candidate;
}

interface Rows {
  readonly rows: number;
  /** Row-major [rows, operands], each in 0..p-1. */
  readonly operands: Int32Array;
  /** [rows], each in 0..p-1. */
  readonly results: Int32Array;
}

/** Number of rows of the table, known without building it. */
function countRows(task: ModularSettings): number {
  const { operation, modulus, operands } = task;
  const last = findOperation(operation).excludesZero ? modulus - 1 : modulus;
  return countFirstOperands(task) * integerPower(modulus, operands - 2) * last;
}

/**
 * Every row, in lexicographic order of its operands; division in that of (answer, divisor), as
 * openai/grok lists it, so that the same shuffle gives the same split. `seed` matters only when
 * `operandFraction` is below 1: it chooses the values A of the first operand, as in the PKU study,
 * where A is a random subset of Z_p.
 */
function listRows(task: ModularSettings, seed: number): Rows {
  const { modulus, operands: width } = task;
  const { apply, excludesZero, isQuotient } = findOperation(task.operation);
  const rows = countRows(task);
  const operands = new Int32Array(rows * width);
  const results = new Int32Array(rows);
  const tuple = new Int32Array(width);
  let row = 0;
  function addRow(folded: number): void {
    operands.set(tuple, row * width);
    results[row] = folded;
    if (isQuotient) {
      const [answer, divisor] = tuple;
      operands[row * width] = (answer! * divisor!) % modulus;
      results[row] = answer!;
    }
    row += 1;
  }
  function fill(position: number, folded: number): void {
    if (position === width) return addRow(folded);
    for (let value = excludesZero ? 1 : 0; value < modulus; value++) {
      tuple[position] = value;
      fill(position + 1, apply(folded, value, modulus));
    }
  }
  for (const value of chooseFirstOperands(task, seed)) {
    tuple[0] = value;
    fill(1, value);
  }
  return { rows, operands, results };
}

/** The rows as tokens and answers. */
function encodeRows(settings: ModularSettings, table: Rows): Table {
  const { operation, operands: count, encoding } = settings;
  const symbols = symbolsOf(settings);
  const [operator] = symbols.operators;
  const operandsOf = (row: number) => table.operands.subarray(row * count, (row + 1) * count);
  return {
    ...writeEquations(encoding, symbols, blankEquation(count), table.rows, (row) => ({
      operator: operator!,
      operands: Array.from(operandsOf(row), String),
      results: [String(table.results[row])],
    })),
    sets: {},
    text: (row) => ({
      input: equationText(operation, [...operandsOf(row)]),
      answer: String(table.results[row]),
    }),
  };
}

function symbolsOf({ operation, modulus }: ModularSettings): Symbols {
  return {
    values: numbersBelow(modulus),
    operators: [findOperation(operation).token(modulus)],
    modulus,
  };
}

/** For instance `3+5` or `3/4 if 4 odd else 3-4`: the operation with its operands filled in. */
function equationText(operation: OperationName, operands: readonly number[]): string {
  if (operands.length > 2) return operands.join("+");
  const [x, y] = operands;
  return operation.replaceAll(/(?<=[\dxy])(?=[xy])/g, "*").replaceAll(
    /(?<!a)[xy]/g, // not the x of max
    (name) => `${name === "x" ? x : y}`,
  );
}

function countFirstOperands(task: ModularSettings): number {
  return Math.max(1, Math.floor(task.operandFraction * task.modulus));
}

function chooseFirstOperands(task: ModularSettings, seed: number): Int32Array {
  const order = randomPermutation(randomKey(seed, "operandFraction"), task.modulus);
  return order.slice(0, countFirstOperands(task)).sort();
}
