/** Settings that are each possible, and together are not. */
import { batchRows } from "../tasks/batch.ts";
import { datasetShape } from "../tasks/dataset.ts";
import { findEncoding } from "../tasks/encodings.ts";
import { countRows } from "../tasks/modular.ts";
import { findOperation, isPrime } from "../tasks/operations.ts";
import { countTrainRows } from "../tasks/split.ts";
import { checkFloat32 } from "./float32_checks.ts";
import type { RunSettings } from "./run_settings.ts";

/** A contradiction between fields, the one most likely to be mended first. */
export interface FieldProblem {
  readonly fields: readonly [string, ...string[]];
  readonly message: string;
}

/** Tokens of the largest table that is built; beyond it memory runs out before training starts. */
const MAXIMUM_TOKENS = 2 ** 28;

/** Checkpoints and evaluations of one run: far more than use, and far less than memory. */
const MAXIMUM_COUNTS = { checkpoints: 10_000, evaluation: 1_000_000 } as const;

const TASK_SIZE = ["task.operation", "task.modulus", "task.operands", "task.operandFraction"];

/** Everything that makes a run with these settings impossible. */
export function checkSettings(settings: RunSettings): FieldProblem[] {
  return [
    ...checkTask(settings),
    ...checkSizes(settings),
    ...checkCounts(settings),
    ...checkModel(settings),
    ...checkFloat32(settings),
  ];
}

function* checkTask({ task }: RunSettings): Generator<FieldProblem> {
  const { operation, modulus, operands, operandFraction, encoding } = task;
  const { needsPrime, foldable, inOpenaiVocabulary } = findOperation(operation);
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
  if (findEncoding(encoding).writesOpenaiOperator && !inOpenaiVocabulary) {
    yield {
      fields: ["task.encoding", "task.operation"],
      message: `${encoding} writes the operator as a token of openai/grok, which has none for ` +
        `"${operation}"; use equation, operands or residues`,
    };
  }
  if (encoding === "equation" && operands !== 2) {
    yield {
      fields: ["task.encoding", "task.operands"],
      message: `equation has room for 2 operands, found ${operands}; use operands or sentence`,
    };
  }
}

function* checkSizes({ task, split, training }: RunSettings): Generator<FieldProblem> {
  const rows = countRows(task);
  if (rows * datasetShape(task).positions > MAXIMUM_TOKENS) {
    yield {
      fields: ["task.modulus", "task.operands", "task.operandFraction"],
      message:
        `the table would have ${rows} rows, more than fits in memory; use a smaller modulus ` +
        "or fewer operands",
    };
    return;
  }
  const trainRows = countTrainRows(rows, split);
  if (trainRows < 1 || trainRows >= rows) {
    yield {
      fields: ["split.trainFraction", ...TASK_SIZE, "split.rounding"],
      message: `${split.trainFraction} of the ${rows} rows of the task are ${trainRows}, which ` +
        `leaves nothing to ${trainRows < 1 ? "train on" : "validate on"}; use a ` +
        `${trainRows < 1 ? "larger" : "smaller"} fraction or a larger modulus`,
    };
    return;
  }
  const batch = batchRows(training.batch, trainRows);
  if (batch < 1 || batch > trainRows) {
    yield {
      fields: ["training.batch.size", "split.trainFraction", ...TASK_SIZE],
      message: `a batch of ${batch} rows cannot be drawn from ${trainRows} training rows; ` +
        "use a smaller size, full, or atMostHalf: ceil",
    };
  }
}

function* checkCounts(settings: RunSettings): Generator<FieldProblem> {
  const { steps } = settings.training;
  for (const name of ["checkpoints", "evaluation"] as const) {
    const schedule = settings[name];
    const most = MAXIMUM_COUNTS[name];
    if (!("every" in schedule) || steps / schedule.every <= most) continue;
    yield {
      fields: [`${name}.every`, "training.steps"],
      message: `every ${schedule.every} of ${steps} steps is more than ${most} times; ` +
        `use at least ${Math.ceil(steps / most)}, or perDecade`,
    };
  }
}

function* checkModel({ task, model, objective }: RunSettings): Generator<FieldProblem> {
  const { operandsOnly, answers } = findEncoding(task.encoding);
  if (model.kind !== "transformer" && !operandsOnly) {
    yield {
      fields: ["task.encoding", "model.kind"],
      message:
        `${task.encoding} has tokens that are no operands, which ${model.kind} cannot read; ` +
        "use residues or operands",
    };
  }
  if (objective.kind === "meanSquaredError" && answers > 1) {
    yield {
      fields: ["objective.kind", "task.encoding"],
      message: `meanSquaredError takes one answer per row, and ${task.encoding} has ${answers}; ` +
        "use crossEntropy or another encoding",
    };
  }
  if (model.kind !== "transformer") return;
  if (model.width % model.heads !== 0) {
    const heads = nearestDivisor(model.width, model.heads);
    yield {
      fields: ["model.heads", "model.width"],
      message: `width ${model.width} cannot be divided among ${model.heads} heads; ` +
        `use ${heads} ${heads === 1 ? "head" : "heads"}, or a multiple of ${model.heads} as width`,
    };
  }
  if (model.positions === "sinusoidal" && model.width % 2 !== 0) {
    yield {
      fields: ["model.width", "model.positions"],
      message: `sinusoidal positions come in pairs of sine and cosine, found the odd width ` +
        `${model.width}; use an even width or learned positions`,
    };
  }
  if (model.readout === "mean" && !operandsOnly) {
    yield {
      fields: ["model.readout", "task.encoding"],
      message: `a mean over all positions would mix in tokens that are no operands, found the ` +
        `encoding ${task.encoding}; use readout: last, or the encoding residues or operands`,
    };
  }
}

function nextPrime(value: number): number {
  let candidate = value;
  while (!isPrime(candidate)) candidate += 1;
  return candidate;
}

function nearestDivisor(value: number, wanted: number): number {
  let divisor = Math.min(wanted, value);
  while (value % divisor !== 0) divisor -= 1;
  return divisor;
}
