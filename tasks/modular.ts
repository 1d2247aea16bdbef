/** Arithmetic modulo a number: every tuple of operands with its answer. */
import { z } from "zod";
import type { FieldProblem, SettingsOf } from "../schemas/kinds.ts";
import {
  type ArithmeticRows,
  checkModulus,
  countRows,
  equationText,
  listRows,
} from "./arithmetic.ts";
import { checkEncoding, encodingNames, encodingsInWords, type Symbols } from "./encodings.ts";
import { blankEquation, shapeOfEquations, writeEquations } from "./equations.ts";
import { numbersBelow } from "./openai_vocabulary.ts";
import { findOperation, operationNames } from "./operations.ts";
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
  excludeZero: z.literal(true).optional().meta({
    description: "leaves out rows with a zero after the first operand, as divisions always do: " +
      "Grokfast (arXiv:2405.20233) multiplies so; all rows if left out",
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
  subject: ({ operation, operands, modulus }) =>
    `${operation}${operands > 2 ? ` of ${operands} operands` : ""} ${
      findOperation(operation).isModular ? "mod" : "below"
    } ${modulus}`,
  sizedBy: ["modulus", "operands", "operandFraction", "operation", "excludeZero"],
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
      source: "ironjr/grokfast",
      settings: { ...sum, operation: "x*y", excludeZero: true, encoding: "equation" },
      rows: 97 * 96,
    },
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
    {
      settings: {
        ...sum,
        operation: "x*y",
        modulus: 3,
        excludeZero: true,
        encoding: "equation",
      },
      rows: ["0*1=0", "0*2=0", "1*1=1", "1*2=2", "2*1=2", "2*2=1"],
    },
    {
      settings: { ...sum, modulus: 2, operands: 3, excludeZero: true, encoding: "residues" },
      rows: ["0+1+1=0", "1+1+1=1"],
    },
  ],
});

function* check(settings: ModularSettings): Generator<FieldProblem> {
  const { operation, modulus, operands, operandFraction, excludeZero, encoding } = settings;
  const { foldable, excludesZero } = findOperation(operation);
  yield* checkModulus(operation, modulus, "task.operation");
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
  if (excludeZero && excludesZero) {
    yield {
      fields: ["task.excludeZero", "task.operation"],
      message: `"${operation}" leaves out rows with a divisor of zero by itself; leave it out`,
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

/** The rows as tokens and answers. */
function encodeRows(settings: ModularSettings, table: ArithmeticRows): Table {
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

/** The strings that rows of the task are written with. */
export function symbolsOf(
  { operation, modulus }: Pick<ModularSettings, "operation" | "modulus">,
): Symbols {
  return {
    values: numbersBelow(modulus),
    operators: [findOperation(operation).token(modulus)],
    modulus,
  };
}
