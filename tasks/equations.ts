/** Tables of equations: rows of operands with their results, written in one of the encodings. */
import type { DataShape } from "../schemas/data_shape.ts";
import { type EncodingName, type Equation, findEncoding, type Symbols } from "./encodings.ts";
import type { Table } from "./task.ts";

/** The shape of rows with at most so many operands, and so many results. */
export function shapeOfEquations(
  name: EncodingName,
  symbols: Symbols,
  longest: Equation,
  { hasShorter = false } = {},
): DataShape {
  const { vocabulary, classes, tokens, targets, causal } = findEncoding(name);
  return {
    input: {
      kind: "tokens",
      positions: tokens(longest).length,
      vocabulary: vocabulary(symbols).length,
      causal,
      ...hasShorter ? {} : { ranges: rangesOf(name, symbols, longest) },
    },
    output: { kind: "classes", answers: targets(longest).length, classes: classes(symbols) },
  };
}

/** By position, the first token and the one after the last of rows as long as a blank one. */
function rangesOf(name: EncodingName, symbols: Symbols, blank: Equation): [number, number][] {
  const { vocabulary, tokens } = findEncoding(name);
  const places = new Map(vocabulary(symbols).map((token, place) => [token, place]));
  const rows = symbols.operators.map((operator) => tokens({ ...blank, operator }));
  return rows[0]!.map((_, position) => {
    const here = rows.map((row) => row[position]!);
    const possible = here.includes(BLANK) ? symbols.values : here;
    const found = possible.map((token) => places.get(token)!);
    return [Math.min(...found), Math.max(...found) + 1];
  });
}

/** Stands for any of the values. */
const BLANK = "";

/** An equation of so many operands and results whose contents do not matter, for its shape. */
export function blankEquation(operands: number, results = 1, isPrefix = false): Equation {
  const blanks = (length: number) => Array<string>(length).fill(BLANK);
  return { operator: BLANK, isPrefix, operands: blanks(operands), results: blanks(results) };
}

/** The tokens and answers of `count` rows, of which the longest is like `longest`. */
export function writeEquations(
  name: EncodingName,
  symbols: Symbols,
  longest: Equation,
  count: number,
  equationAt: (row: number) => Equation,
): Pick<Table, "inputs" | "targets" | "vocabulary"> {
  const encoding = findEncoding(name);
  const vocabulary = encoding.vocabulary(symbols);
  const index = new Map(vocabulary.map((token, position) => [token, position]));
  const lookUp = (token: string) => index.get(token)!;
  const positions = encoding.tokens(longest).length;
  const answers = encoding.targets(longest).length;
  const padding = encoding.padding === null ? 0 : lookUp(encoding.padding);
  const inputs = new Int32Array(count * positions).fill(padding);
  const targets = new Int32Array(count * answers);
  for (let row = 0; row < count; row++) {
    const equation = equationAt(row);
    const tokens = encoding.tokens(equation).map(lookUp);
    inputs.set(tokens, (row + 1) * positions - tokens.length);
    targets.set(encoding.targets(equation).map(lookUp), row * answers);
  }
  return { inputs, targets, vocabulary };
}
