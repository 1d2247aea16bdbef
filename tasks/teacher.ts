/** A table whose answers a fixed random network gives: a synthetic task for each of its settings. */
import { z } from "zod";
import { cos, integerPower, sin } from "../numerics/elementary.ts";
import type { FieldProblem, SettingsOf } from "../schemas/kinds.ts";
import { listTuples } from "./arithmetic.ts";
import { checkEncoding, encodingNames, encodingsInWords, type Symbols } from "./encodings.ts";
import { blankEquation, shapeOfEquations, writeEquations } from "./equations.ts";
import { numbersBelow } from "./openai_vocabulary.ts";
import { defineTask } from "./task.ts";
import { buildTeacher, largestOutputs, teacherFields } from "./teacher_network.ts";

/** What the teacher sees of an operand x below p: numbers whose mean square over all x is about 1. */
const views = {
  oneHot: (x: number, p: number) =>
    Array.from({ length: p }, (_, at) => at === x ? Math.sqrt(p) : 0),
  number: (x: number, p: number) => [Math.sqrt(3) * (2 * x - (p - 1)) / (p - 1)],
  circle: (x: number, p: number) => {
    const angle = 2 * Math.PI * x / p;
    return [Math.SQRT2 * cos(angle), Math.SQRT2 * sin(angle)];
  },
} as const;

/**
 * Changes of a row that leave its answer as it is: each gives the one row, out of all that such
 * changes lead to, that the teacher sees.
 */
const invariances = {
  none: (row: readonly number[]) => row,
  /** Operands in another order. */
  swap: (row: readonly number[]) => row.toSorted((left, right) => left - right),
  /** The same number added to each operand, modulo p: only differences matter. */
  shift: (row: readonly number[], p: number) => row.map((operand) => (operand - row[0]! + p) % p),
  /** A number added to one operand and taken from another: only the sum modulo p matters. */
  trade: (row: readonly number[], p: number) =>
    row.map((_, at) => at === 0 ? row.reduce((sum, operand) => sum + operand) % p : 0),
  /** The negative of each operand, modulo p. */
  negate: (row: readonly number[], p: number) => {
    const negative = row.map((operand) => (p - operand) % p);
    const at = row.findIndex((operand, index) => operand !== negative[index]);
    return at < 0 || row[at]! < negative[at]! ? row : negative;
  },
} as const;

const namesOf = <Name extends string>(rows: Readonly<Record<Name, unknown>>) =>
  Object.keys(rows) as Name[];

const fields = {
  modulus: z.int().min(2).max(10_000).meta({ description: "p, the operands being 0 to p-1" }),
  operands: z.int().min(2).max(16).default(2).meta({ description: "how many numbers a row has" }),
  classes: z.int().min(2).max(10_000).meta({
    description: "how many answers there are, 0 to classes - 1; at most p",
  }),
  view: z.enum(namesOf(views)).default("oneHot").meta({
    description: "what the teacher sees of an operand x: oneHot, number (from below to above 0), " +
      "or circle (cosine and sine of 2 pi x / p)",
  }),
  invariance: z.enum(namesOf(invariances)).default("none").meta({
    description: "what changes no answer: swap (the order of operands), shift (the same number " +
      "added to all, modulo p), trade (added to one and taken from another), negate (all negative)",
  }),
  ...teacherFields,
  encoding: z.enum(encodingNames).meta({ description: encodingsInWords }),
};

type Settings = SettingsOf<typeof fields>;

/** Outputs that the teacher gives for all rows together: far more than use, and 1 GB. */
const MAXIMUM_OUTPUTS = 2 ** 27;

const plain = {
  modulus: 4,
  operands: 2,
  classes: 3,
  view: "number",
  invariance: "none",
  teacherWidth: 2,
  teacherDepth: 1,
  teacherActivation: "relu",
  teacherScale: 1,
  teacherSeed: 0,
  encoding: "residues",
} as const;

/**
 * Labels by feedforward propagation through fixed weights, as proposed by lakaschus/grokking
 * ("SynthMirror"), to find out which tasks are learnt by heart first and which invariances help.
 */
export const teacher = defineTask({
  title: "teacher",
  description: "every row of operands with the label that a fixed random network gives it",
  source: "lakaschus/grokking, README: SynthMirror",
  fields,
  subject: ({ modulus, classes, teacherSeed }) =>
    `${classes} labels of teacher ${teacherSeed} below ${modulus}`,
  sizedBy: ["modulus", "operands"],
  check,
  size: (settings) => ({
    data: shapeOfEquations(
      settings.encoding,
      symbolsOf(settings),
      blankEquation(settings.operands),
    ),
    rows: integerPower(settings.modulus, settings.operands),
    sets: {},
  }),
  build(settings) {
    const { modulus, operands: count, encoding } = settings;
    const symbols = symbolsOf(settings);
    const operands = listTuples(modulus, count);
    const rows = operands.length / count;
    const operandsOf = (row: number) => [...operands.subarray(row * count, (row + 1) * count)];
    const labels = labelRows(settings, rows, operandsOf);
    return {
      ...writeEquations(encoding, symbols, blankEquation(count), rows, (row) => ({
        operator: symbols.operators[0]!,
        operands: operandsOf(row).map(String),
        results: [String(labels[row])],
      })),
      sets: {},
      text: (row) => ({ input: operandsOf(row).join(" "), answer: String(labels[row]) }),
    };
  },
  published: [],
  // Labels of all rows in order, worked out again with numpy from the same weights.
  samples: [
    { settings: plain, rows: rowsOf(4, 2, "1111000200020022") },
    {
      settings: { ...plain, modulus: 3, operands: 3, view: "circle", teacherActivation: "tanh" },
      rows: rowsOf(3, 3, "020220020111111120120111120"),
    },
    {
      settings: {
        ...plain,
        view: "oneHot",
        invariance: "swap",
        teacherActivation: "square",
        teacherDepth: 2,
      },
      rows: rowsOf(4, 2, "0001011101101101"),
    },
    {
      settings: { ...plain, modulus: 6, classes: 5, teacherDepth: 0, encoding: "equals" },
      rows: rowsOf(6, 2, "000000300004330044333211332221332222"),
    },
  ],
});

function* check(settings: Settings): Generator<FieldProblem> {
  const { modulus, operands, classes } = settings;
  if (classes > modulus) {
    yield {
      fields: ["task.classes", "task.modulus"],
      message:
        `${classes} answers are more than the ${modulus} numbers they are written with; use ` +
        "fewer classes, or a larger modulus",
    };
  }
  if (integerPower(modulus, operands) * classes > MAXIMUM_OUTPUTS) {
    yield {
      fields: ["task.modulus", "task.operands", "task.classes"],
      message: `a teacher of ${classes} classes for ${modulus}^${operands} rows takes too much ` +
        "memory; make one of them smaller",
    };
  }
  yield* checkEncoding(settings.encoding, symbolsOf(settings), ["task.kind"]);
}

function symbolsOf({ modulus, classes }: Settings): Symbols {
  return { values: numbersBelow(modulus), answers: classes, operators: ["teacher"], modulus };
}

function labelRows(
  settings: Settings,
  rows: number,
  operandsOf: (row: number) => readonly number[],
): Int32Array {
  const { modulus, operands, classes, view, invariance } = settings;
  const seen = Array.from({ length: modulus }, (_, operand) => views[view](operand, modulus));
  const teacher = buildTeacher(settings, operands * seen[0]!.length, classes);
  const outputs = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const shown = invariances[invariance](operandsOf(row), modulus);
    const inputs = Float64Array.from(shown.flatMap((operand) => seen[operand]!));
    outputs.set(teacher(inputs), row * classes);
  }
  return largestOutputs(outputs, classes);
}

/** The rows of a sample: all tuples in order with their labels, one digit each. */
function rowsOf(modulus: number, operands: number, labels: string): string[] {
  return [...labels].map((label, row) => {
    const tuple = Array.from(
      { length: operands },
      (_, at) => Math.floor(row / integerPower(modulus, operands - 1 - at)) % modulus,
    );
    return `${tuple.join(" ")}=${label}`;
  });
}
