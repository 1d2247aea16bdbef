/** A task and a split made into tensors: what a network reads, and what people read. */
import { findEncoding, operatorToken } from "./encodings.ts";
import { buildTable, equationText, type ModularTask } from "./modular.ts";
import { splitRows, type SplitSettings } from "./split.ts";

export interface Dataset {
  readonly rows: number;
  /** Row-major [rows, positions], indices into `vocabulary`. */
  readonly tokens: Int32Array;
  readonly positions: number;
  /** Row-major [rows, answers], indices into `vocabulary`. */
  readonly targets: Int32Array;
  readonly answers: number;
  /** Row indices, in random order. */
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly vocabulary: readonly string[];
}

/** Sizes a network or a program needs, known without building the table. */
export interface DatasetShape {
  readonly positions: number;
  readonly answers: number;
  readonly vocabularySize: number;
}

/** The sizes that `buildDataset(task, …)` will have. */
export function datasetShape(task: ModularTask): DatasetShape {
  const { tokens, answers, vocabulary } = findEncoding(task.encoding);
  return {
    positions: tokens("", Array.from({ length: task.operands }, () => ""), "").length,
    answers,
    vocabularySize: vocabulary(task.operation, task.modulus).length,
  };
}

/**
 * Every row of the task, encoded and split.
 *
 * @throws {RangeError} when either side of the split would be empty
 */
export function buildDataset(task: ModularTask, split: SplitSettings): Dataset {
  const encoding = findEncoding(task.encoding);
  const { positions, answers } = datasetShape(task);
  const vocabulary = encoding.vocabulary(task.operation, task.modulus);
  const index = new Map(vocabulary.map((token, position) => [token, position]));
  const table = buildTable(task, split.seed);
  const operator = operatorToken(task.operation, task.modulus);
  const tokens = new Int32Array(table.rows * positions);
  const targets = new Int32Array(table.rows * answers);
  const lookUp = (token: string) => index.get(token)!;
  for (let row = 0; row < table.rows; row++) {
    const operands = table.operands.subarray(row * task.operands, (row + 1) * task.operands);
    const result = String(table.results[row]);
    const texts = Array.from(operands, String);
    tokens.set(encoding.tokens(operator, texts, result).map(lookUp), row * positions);
    targets.set(encoding.targets(result).map(lookUp), row * answers);
  }
  const sides = splitRows(table.rows, split);
  return { rows: table.rows, tokens, positions, targets, answers, ...sides, vocabulary };
}

/** One row as a person would write it: `3+5` and `1` for a sum modulo 7. */
export function rowText(
  task: ModularTask,
  dataset: Dataset,
  row: number,
): { equation: string; answer: string } {
  const { tokens, positions, targets, answers, vocabulary } = dataset;
  const operands = findEncoding(task.encoding).operandPositions(task.operands)
    .map((position) => Number(vocabulary[tokens[row * positions + position]!]));
  const answer = vocabulary[targets[row * answers]!]!;
  return { equation: equationText(task.operation, operands), answer };
}
