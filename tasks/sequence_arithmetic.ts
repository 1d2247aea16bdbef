/** Arithmetic digit by digit: operands and answer written out in a base, as a language is. */
import { z } from "zod";
import { randomKey, randomPermutation } from "../random/counter.ts";
import type { FieldProblem, SettingsOf } from "../schemas/kinds.ts";
import { checkModulus } from "./arithmetic.ts";
import { allOrSome } from "./different_rows.ts";
import { findOperation } from "./operations.ts";
import {
  type Equation,
  findSequenceOperation,
  isModular,
  type SequenceOperation,
  sequenceOperationNames,
} from "./sequence_operations.ts";
import { defineTask, rowsFrom } from "./task.ts";
import {
  layOut,
  scoredNames,
  vocabularyOf,
  writeEquation,
  writeNumber,
} from "./written_equation.ts";

/** Beyond this, a table has more than a million rows. */
const operandLimit = z.int().min(2).max(1024);

const fields = {
  operation: z.enum(sequenceOperationNames).meta({
    description: "what is computed of the operands; with a modulus, one of modular arithmetic",
  }),
  modulus: z.int().min(2).max(100_000).optional().meta({
    description: "p, for answers modulo p; without it, answers are whole numbers",
  }),
  base: z.int().min(2).max(1000).default(2).meta({
    description: "base of the digits, each of which is a token",
  }),
  values: operandLimit.meta({
    description: "n, the operands to train and validate on being 0 to n-1; 64 is six binary digits",
  }),
  outOfDomainValues: operandLimit.optional().meta({
    description: "m, for a third set, outOfDomain: operands of 0 to m-1, one of them n or more",
  }),
  outOfDomainRows: allOrSome("rows", 1, 1_000_000).meta({
    description: "how many of these rows, drawn at random with the split's seed",
  }),
  order: z.enum(["normal", "reversed"]).default("normal").meta({
    description: "of the digits: the most significant first, or the least (reversed)",
  }),
  fixedLength: z.boolean().default(false).meta({
    description: "write all operands with as many digits, and all answers, zeros in front, and " +
      "no end token",
  }),
  scored: z.enum(scoredNames).default("answer").meta({
    description: "what loss and accuracy count: the answer with its end token; the same but for " +
      "its first digit; or that and the padding behind it",
  }),
};

type Settings = SettingsOf<typeof fields>;

const sixBits: Settings = {
  operation: "x+y",
  modulus: undefined,
  base: 2,
  values: 64,
  outOfDomainValues: 128,
  outOfDomainRows: "all",
  order: "normal",
  fixedLength: false,
  scored: "answer",
};
const twoBits: Settings = { ...sixBits, values: 4, outOfDomainValues: undefined };

/**
 * A row is `1 1 + 1 0 = 1 0 1 <EOS> <PAD> …`, shifted by one to the targets, with the 4 + base tokens
 * of lakaschus/grokking (data_encoder.py); a network that never looks ahead answers at every position
 * from the first possible `=` on. What of this is scored: the published code leaves the first digit
 * of each answer out (its mask begins one position late), and until 29 November 2024, when the curves
 * of its README had been made, it counted the padding. Here it is the whole answer unless `scored`
 * says otherwise. The loss is the mean over rows of the mean over their scored positions; the
 * published code takes the mean over all scored positions of a batch.
 *
 * Other differences: negative answers have a sign (theirs are empty), rows out of domain are listed
 * once (theirs twice where both operands are long), reversed numbers of fixed length end in zeros
 * (theirs begin with them) and are no longer than needed, and one modulus serves all rows (theirs
 * grows with the operands).
 */
export const sequenceArithmetic = defineTask({
  title: "sequence arithmetic",
  description: "arithmetic on numbers written digit by digit, in any base and either order",
  fields,
  subject({ operation, modulus, base, values, order }) {
    const ofWhat = modulus === undefined ? operation : `${operation} mod ${modulus}`;
    return `${ofWhat} of numbers below ${values} in base ${base}` +
      (order === "reversed" ? ", digits reversed" : "");
  },
  sizedBy: ["values", "outOfDomainValues", "outOfDomainRows", "operation"],
  check,
  size(settings) {
    const { length, answers } = layoutOf(settings);
    const classes = settings.base + 4;
    return {
      data: {
        input: { kind: "tokens", positions: length - 1, vocabulary: classes, causal: true },
        output: {
          kind: "classes",
          answers,
          classes,
          ...settings.fixedLength ? {} : { ragged: true },
        },
      },
      rows: countEquations(settings, settings.values),
      sets: outOfDomainSet(settings, countOutOfDomain(settings)),
    };
  },
  build(settings, { seed }) {
    const layout = layoutOf(settings);
    const operation = operationOf(settings);
    const inDomain = listEquations(settings, 0, settings.values);
    const equations = [...inDomain, ...chooseOutOfDomain(settings, seed)];
    const positions = layout.length - 1;
    const inputs = new Int32Array(equations.length * positions);
    const targets = new Int32Array(equations.length * layout.answers);
    for (const [row, equation] of equations.entries()) {
      const written = writeEquation(settings, layout, equation);
      inputs.set(written.tokens.slice(0, -1), row * positions);
      targets.set(written.targets, row * layout.answers);
    }
    const outOfDomain = rowsFrom(inDomain.length, equations.length - inDomain.length);
    const vocabulary = vocabularyOf(settings, operation);
    const text = (value: number, width: number) =>
      writeNumber(settings, value, width).map((token) => vocabulary[token])
        .join(settings.base > 10 ? " " : "");
    return {
      inputs,
      targets,
      sets: outOfDomainSet(settings, outOfDomain),
      vocabulary,
      text(row) {
        const { x, y, answer } = equations[row]!;
        const [left, right] = [x, y].map((operand) => text(operand, layout.operandDigits));
        return {
          input: [left, operation.token, right].join(settings.base > 10 ? " " : ""),
          answer: text(answer, layout.answerDigits),
        };
      },
    };
  },
  published: [
    { source: "lakaschus/grokking, x+y of six bits", settings: sixBits, rows: 4096 },
    {
      source: "lakaschus/grokking, x/y mod 67 of six bits",
      settings: { ...sixBits, operation: "x/y", modulus: 67, outOfDomainValues: undefined },
      rows: 4032,
    },
  ],
  samples: [
    {
      settings: twoBits,
      rows: ["0+0=0", "0+1=1", "0+10=10", "0+11=11", "1+0=1", "1+1=10", "1+10=11", "1+11=100"],
    },
    {
      settings: { ...twoBits, order: "reversed", scored: "afterFirstDigit" },
      rows: ["0+0=0", "0+1=1", "0+01=01", "0+11=11", "1+0=1", "1+1=01", "1+01=11", "1+11=001"],
    },
    {
      settings: { ...twoBits, operation: "x*y", fixedLength: true, outOfDomainValues: 5 },
      rows: ["000*000=00000", "000*001=00000", "000*010=00000", "000*011=00000", "001*000=00000"],
    },
    {
      settings: { ...twoBits, base: 3, operation: "x-y", scored: "afterFirstDigitAndPadding" },
      rows: ["0-0=0", "0-1=-1", "0-2=-2", "0-10=-10", "1-0=1", "1-1=0", "1-2=-1", "1-10=-2"],
    },
    {
      settings: { ...twoBits, base: 12, operation: "x/y", modulus: 13, outOfDomainValues: 13 },
      rows: ["0 / 1=0", "0 / 2=0", "0 / 3=0", "1 / 1=1", "2 / 2=1", "3 / 3=1", "2 / 1=2"],
    },
    {
      settings: { ...twoBits, outOfDomainValues: 8, outOfDomainRows: 5 },
      rows: ["0+0=0", "0+1=1", "0+10=10"],
    },
  ],
});

function* check(settings: Settings): Generator<FieldProblem> {
  const { operation, modulus, values, outOfDomainValues, outOfDomainRows } = settings;
  if (findSequenceOperation(operation, modulus) === null) {
    yield {
      fields: ["task.operation", "task.modulus"],
      message: modulus === undefined
        ? `"${operation}" is one of modular arithmetic; give a modulus, for instance 67`
        : `"${operation}" has whole numbers as answers; leave the modulus out`,
    };
    return;
  }
  if (modulus !== undefined && isModular(operation)) {
    const wrong = [...checkModulus(operation, modulus, "task.operation")];
    yield* wrong;
    const largest = outOfDomainValues ?? values;
    if (wrong.length === 0 && findOperation(operation).isQuotient && modulus < largest) {
      yield {
        fields: ["task.modulus", "task.values", "task.outOfDomainValues"],
        message:
          `rows of "${operation}" are listed by answer and divisor, here below ${largest}, ` +
          `and modulo ${modulus} there are no such answers; use a prime of ${largest} or more`,
      };
    }
  }
  if (outOfDomainValues !== undefined && outOfDomainValues <= values) {
    yield {
      fields: ["task.outOfDomainValues", "task.values"],
      message: `${outOfDomainValues} gives no operands beyond those below ${values}; use more`,
    };
  } else if (outOfDomainRows !== "all") {
    const rows = countOutOfDomain({ ...settings, outOfDomainRows: "all" });
    if (outOfDomainRows > rows) {
      yield {
        fields: ["task.outOfDomainRows", "task.outOfDomainValues"],
        message: rows === 0
          ? "there is no set out of domain to draw from; give outOfDomainValues, or leave it out"
          : `there are only ${rows} rows out of domain; use all`,
      };
    }
  }
  if (settings.fixedLength && settings.scored === "afterFirstDigitAndPadding") {
    yield {
      fields: ["task.scored", "task.fixedLength"],
      message: "rows of fixed length have no padding; use answer or afterFirstDigit",
    };
  } else if (layoutOf(settings).answers === 0) {
    yield {
      fields: ["task.scored", "task.fixedLength"],
      message: "answers have one digit, and nothing is left after it; use answer",
    };
  }
}

/** The operation of settings that passed the first of the checks. */
function operationOf({ operation, modulus }: Settings): SequenceOperation {
  return findSequenceOperation(operation, modulus)!;
}

function layoutOf(settings: Settings) {
  const values = settings.outOfDomainValues ?? settings.values;
  return layOut(settings, operationOf(settings), values);
}

function countEquations(settings: Settings, values: number): number {
  return values * (operationOf(settings).excludesZero ? values - 1 : values);
}

function countOutOfDomain(settings: Settings): number {
  const { values, outOfDomainValues, outOfDomainRows } = settings;
  if (outOfDomainValues === undefined) return 0;
  if (outOfDomainRows !== "all") return outOfDomainRows;
  return countEquations(settings, outOfDomainValues) - countEquations(settings, values);
}

/** No set where none is asked for. */
function outOfDomainSet<Rows>({ outOfDomainValues }: Settings, rows: Rows): Record<string, Rows> {
  return outOfDomainValues === undefined ? {} : { outOfDomain: rows };
}

/** Those with places below `to`, one of them `from` or more, in lexicographic order. */
function listEquations(settings: Settings, from: number, to: number): Equation[] {
  const { equation, excludesZero } = operationOf(settings);
  const equations: Equation[] = [];
  for (let i = 0; i < to; i++) {
    for (let j = excludesZero ? 1 : 0; j < to; j++) {
      if (Math.max(i, j) >= from) equations.push(equation(i, j));
    }
  }
  return equations;
}

function chooseOutOfDomain(settings: Settings, seed: number): Equation[] {
  const { values, outOfDomainValues, outOfDomainRows } = settings;
  if (outOfDomainValues === undefined) return [];
  const equations = listEquations(settings, values, outOfDomainValues);
  if (outOfDomainRows === "all") return equations;
  const order = randomPermutation(randomKey(seed, "outOfDomain"), equations.length);
  return Array.from(order.slice(0, outOfDomainRows).sort(), (row) => equations[row]!);
}
