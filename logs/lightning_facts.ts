/**
 * The settings of a run of openai/grok, or of a code derived from it, as far as `hparams.yaml`
 * says them. The modulus and the number of operands are constants in those codes, and older logs
 * do not name the optimizer: names of folders may say them, or the number of rows.
 */
import type { AxisValue } from "../schemas/fields.ts";
import { isPrime } from "../tasks/operations.ts";
import type { LogFacts } from "./log.ts";

type Facts = Record<string, AxisValue>;

/** Rows of the two sets; null where the log does not tell. */
export interface Lengths {
  readonly train: number | null;
  readonly validation: number | null;
}

/** Our paths of the hparams that are the same numbers here. */
const NUMBERS: Readonly<Record<string, string>> = {
  weight_decay: "optimizer.weightDecay",
  max_lr: "optimizer.learningRate",
  dropout: "model.dropout",
  n_layers: "model.layers",
  n_heads: "model.heads",
  d_model: "model.width",
  num_operand: "task.operands",
  A_fraction: "task.operandFraction",
  weight_noise: "model.weightNoise",
  p: "task.modulus", // of codes that have it as an option
};

/** Hparams by our own paths, as our exports have them beside those of openai/grok. */
const OURS =
  /^(task|split|corruption|model|objective|optimizer|gradient|weights|schedule|training|evaluation|batchAverages|checkpoints|stopWhen|startFrom)\.[\w.]+$/;

/** Tables whose rows are no tuples of residues, so that their number says no modulus. */
const OTHER_TABLES = /^(s5.*|sort|reverse|copy)$/;

const MODELS = ["transformer", "lstm", "mlp"] as const;

const OPTIMIZERS = ["adamw", "adam", "sgd", "rmsprop"] as const;

/** The optimizer of openai/grok, which logs without the field were made with. */
const OLDER_OPTIMIZER = "adamw";

export function readFacts(hparams: string, lengths: Lengths, path: readonly string[]): LogFacts {
  const written = readScalars(hparams);
  const seed = seedIn(written);
  const own = Object.fromEntries([...written].filter(([name]) => OURS.test(name)));
  // An export of ours says everything, and its other hparams are that in the words of openai/grok.
  if ("task.kind" in own) return { settings: own, seed };
  const facts: Facts = {};
  for (const [name, ours] of Object.entries(NUMBERS)) {
    const value = written.get(name);
    if (typeof value === "number") facts[ours] = value;
  }
  // A rule of ours (updateNoise) that is not there where the factor is zero.
  const noise = written.get("noise_factor");
  if (typeof noise === "number" && noise > 0) facts["weights.0.factor"] = noise;
  const named = String(written.get("model")).toLowerCase();
  const model = MODELS.find((kind) => kind === named);
  if (model !== undefined) facts["model.kind"] = model;
  const percent = written.get("train_data_pct");
  if (typeof percent === "number" && percent > 0 && percent < 100) {
    facts["split.trainFraction"] = percent / 100;
  }
  const operator = written.get("math_operator");
  if (typeof operator === "string") facts["task.operation"] = operationOf(operator);
  // "sgd_with_nesterov_momentum" is a name of some logs
  const optimizer = OPTIMIZERS.find((name) =>
    String(written.get("optimizer")).toLowerCase().startsWith(name)
  );
  if (optimizer !== undefined) facts["optimizer.kind"] = optimizer;
  const settings = { "optimizer.kind": OLDER_OPTIMIZER, ...readNames(path), ...facts };
  return { settings: { ...settings, ...inferFromLengths(settings, lengths) }, seed };
}

function seedIn(written: ReadonlyMap<string, AxisValue>): number | null {
  const seed = written.get("random_seed");
  return typeof seed === "number" && seed >= 0 ? seed : null; // -1 is none
}

/** The plain values of the top level, such as `max_lr: 0.001`; the rest may be Python objects. */
function readScalars(text: string): Map<string, AxisValue> {
  const found = new Map<string, AxisValue>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^([\w.]+):[ \t]+(?!!)(\S.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) found.set(name, scalarOf(value!));
  }
  return found;
}

function scalarOf(text: string): AxisValue {
  const [, inner] = /^'(.*)'$/.exec(text) ?? [];
  if (inner !== undefined) return inner.replaceAll("''", "'");
  const [, escaped] = /^"(.*)"$/.exec(text) ?? [];
  if (escaped !== undefined) return unescaped(text) ?? escaped;
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

/** A text in double quotes; null where its escapes are those of YAML alone. */
function unescaped(text: string): string | null {
  try {
    return String(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What names such as `SGD_p=151_30%`, `Transformer_p=31`, `K=2` or `alpha=40` say. */
function readNames(path: readonly string[]): Facts {
  const facts: Facts = {};
  const whole = path.join("/");
  const last = (pattern: RegExp) => [...whole.matchAll(pattern)].at(-1)?.[1];
  const modulus = last(/(?<![A-Za-z])p=(\d+)/g);
  if (modulus !== undefined) facts["task.modulus"] = Number(modulus);
  const operands = last(/(?<![A-Za-z])K=(\d+)/g);
  if (operands !== undefined) facts["task.operands"] = Number(operands);
  // "adam" is a part of "adamw", which comes first in the list
  const optimizer = OPTIMIZERS.find((name) =>
    path.some((folder) => folder.toLowerCase().includes(name))
  );
  if (optimizer !== undefined) facts["optimizer.kind"] = optimizer;
  return facts;
}

/** "+" is "x+y"; an operator that we write otherwise stays as it is. */
function operationOf(operator: string): string {
  return ["+", "-", "*", "/"].includes(operator) ? `x${operator}y` : operator;
}

/**
 * The fraction of training rows, and modulus and operands from the number of all rows: p^K of a
 * prime p, p (p - 1) for a division, and λp p^(K-1) where the first operand takes a part of the
 * values.
 */
function inferFromLengths(settings: Readonly<Facts>, { train, validation }: Lengths): Facts {
  if (train === null || validation === null) return {};
  const rows = train + validation;
  const inferred: Facts = {};
  if (settings["split.trainFraction"] === undefined) {
    inferred["split.trainFraction"] = Number((train / rows).toPrecision(3));
  }
  if (OTHER_TABLES.test(String(settings["task.operation"]))) return inferred;
  const found = inferTable(
    rows,
    Number(settings["task.operandFraction"] ?? 1),
    settings["task.operation"] === "x/y",
    settings["task.operands"],
    settings["task.modulus"],
  );
  if (found !== null) {
    inferred["task.modulus"] = found.modulus;
    inferred["task.operands"] = found.operands;
  }
  return inferred;
}

/** The one table of so many rows; null where there is none, or what is known speaks against it. */
function inferTable(
  rows: number,
  fraction: number,
  isDivision: boolean,
  operands: AxisValue | undefined,
  modulus: AxisValue | undefined,
): { modulus: number; operands: number } | null {
  const most = isDivision ? 2 : Math.max(2, Math.ceil(Math.log2(rows)));
  for (let count = 2; count <= most; count++) {
    if (operands !== undefined && operands !== count) continue;
    const near = Math.round((rows / fraction) ** (1 / count));
    for (let p = Math.max(2, near - 2); p <= near + 2; p++) {
      if (modulus !== undefined && modulus !== p) continue;
      const first = Math.max(1, Math.floor(fraction * p));
      const table = isDivision ? p * (p - 1) : first * p ** (count - 1);
      if (table === rows && isPrime(p)) return { modulus: p, operands: count };
    }
  }
  return null;
}
