/** Several operations of modular arithmetic at once, each row with the sign of its own. */
import { z } from "zod";
import type { FieldProblem, SettingsOf } from "../schemas/kinds.ts";
import { type Arithmetic, checkModulus, countRows, equationText, listRows } from "./arithmetic.ts";
import { checkEncoding, encodingNames, findEncoding, type Symbols } from "./encodings.ts";
import { blankEquation, shapeOfEquations, writeEquations } from "./equations.ts";
import { numbersBelow } from "./openai_vocabulary.ts";
import { findOperation, type OperationName, operationNames } from "./operations.ts";
import { defineTask } from "./task.ts";

const fields = {
  operations: z.array(z.enum(operationNames)).min(1).max(operationNames.length).meta({
    description: "what is computed of x and y; the rows of each operation are split by themselves",
  }),
  modulus: z.int().min(2).max(100_000).meta({ description: "p, the numbers being 0 to p-1" }),
  encoding: z.enum(encodingNames.filter((name) => findEncoding(name).showsOperation)).default(
    "equation",
  ).meta({
    description: "what tells operations apart: equation (x op y =, by the operator), ownEquals " +
      "(by the =, as lakaschus/grokking), sentence (<|eos|> x op y = c)",
  }),
};

type Settings = SettingsOf<typeof fields>;

/**
 * The tables of the operations one after the other, in the order in which they are listed
 * (lakaschus/grokking, multitask_data.py). Every evaluation reports the rows to validate on of each
 * operation by its name, such as `divisionAccuracy`, besides all of them as `validation`.
 */
export const multitask = defineTask({
  title: "several operations",
  description: "several operations of modular arithmetic, told apart by a token",
  source: "lakaschus/grokking, multitask_data.py",
  fields,
  subject: ({ operations, modulus }) => `${operations.join(", ")} mod ${modulus}`,
  sizedBy: ["operations", "modulus"],
  check,
  size: (settings) => {
    const parts = settings.operations.map((operation) =>
      [findOperation(operation).word, countRows(tableOf(settings, operation))] as const
    );
    return {
      data: shapeOfEquations(settings.encoding, symbolsOf(settings), blankEquation(2)),
      rows: parts.reduce((sum, [, rows]) => sum + rows, 0),
      sets: {},
      parts: Object.fromEntries(parts),
    };
  },
  build(settings, { seed }) {
    const symbols = symbolsOf(settings);
    const rows = settings.operations.flatMap((operation, index) => {
      const { rows, operands, results } = listRows(tableOf(settings, operation), seed);
      return Array.from({ length: rows }, (_, row) => ({
        operation,
        operator: symbols.operators[index]!,
        operands: [operands[2 * row]!, operands[2 * row + 1]!],
        result: String(results[row]),
      }));
    });
    return {
      ...writeEquations(settings.encoding, symbols, blankEquation(2), rows.length, (row) => {
        const { operator, operands, result } = rows[row]!;
        return { operator, operands: operands.map(String), results: [result] };
      }),
      sets: {},
      text: (row) => {
        const { operation, operands, result } = rows[row]!;
        return { input: equationText(operation, operands), answer: result };
      },
    };
  },
  published: [
    {
      source: "lakaschus/grokking, x+y and x/y",
      settings: { operations: ["x+y", "x/y"], modulus: 97, encoding: "ownEquals" },
      rows: 9409 + 9312,
    },
  ],
  samples: [
    {
      settings: { operations: ["x-y", "x*y"], modulus: 2, encoding: "equation" },
      rows: ["0-0=0", "0-1=1", "1-0=1", "1-1=0", "0*0=0", "0*1=0", "1*0=0", "1*1=1"],
    },
    {
      settings: { operations: ["x/y", "x+y"], modulus: 3, encoding: "ownEquals" },
      rows: ["0/1=0", "0/2=0", "1/1=1", "2/2=1", "2/1=2", "1/2=2", "0+0=0"],
    },
    {
      settings: { operations: ["x+y", "x-y", "x/y"], modulus: 5, encoding: "sentence" },
      rows: ["0+0=0", "0+1=1"],
    },
  ],
});

function* check(settings: Settings): Generator<FieldProblem> {
  const { operations, modulus, encoding } = settings;
  for (const [index, operation] of operations.entries()) {
    const field = `task.operations.${index}`;
    if (operations.indexOf(operation) < index) {
      yield { fields: [field], message: `"${operation}" is listed twice` };
    }
    yield* checkModulus(operation, modulus, field);
  }
  yield* checkEncoding(encoding, symbolsOf(settings), ["task.operations"]);
}

function tableOf({ modulus }: Settings, operation: OperationName): Arithmetic {
  return { operation, modulus, operands: 2, operandFraction: 1 };
}

function symbolsOf({ operations, modulus }: Settings): Symbols {
  return {
    values: numbersBelow(modulus),
    operators: operations.map((operation) => findOperation(operation).token(modulus)),
    modulus,
  };
}
