/**
 * The logs that openai/grok and the codes derived from it leave through PyTorch Lightning's
 * CSVLogger: `hparams.yaml`, and `metrics.csv` with percent and steps counted from 0.
 */
import { evaluationColumns, trainingColumns } from "../formats/lightning_columns.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import { fieldPaths, valueAt } from "../schemas/fields.ts";
import { stepsPerPass } from "../training/batches.ts";
import { rowsPerBatch } from "../tasks/batch.ts";
import type { Run } from "../schemas/run_settings.ts";
import { stateDicts } from "../state_dicts/mod.ts";
import type { StateDict } from "../state_dicts/state_dict.ts";
import { defineExport, type FinishedRun, textFile, type Weight } from "./format.ts";

type Cells = Record<string, number | string>;

const PERCENT = 100;

export const lightning = defineExport({
  title: "Lightning logs",
  description: "hparams.yaml and metrics.csv, as openai/grok logs them",
  async write(finished) {
    const norms = new Map<number, Cells>();
    for await (const { step, weights } of finished.checkpoints()) {
      norms.set(step, normsOf(finished.run, weights));
    }
    return {
      "metrics.csv": textFile(writeCsv(rowsOf(finished, norms))),
      "hparams.yaml": textFile(writeHparams(finished.run)),
    };
  },
});

/**
 * Rows of training, then those of validation, of each step but the start of the run, before which
 * there is no update that a row could be about.
 */
function rowsOf({ run, points }: FinishedRun, norms: ReadonlyMap<number, Cells>): Cells[] {
  const { train = 0, validation = 0 } = run.data.sets;
  const perPass = stepsPerPass(train, rowsPerBatch(run.settings.training.batch, train));
  return points.filter(({ step }) => step > 0).flatMap((row) => {
    const at = { step: row.step - 1, epoch: Math.floor((row.step - 1) / perPass) };
    const training = pick(row, trainingColumns);
    const known = norms.get(row.step);
    const evaluation = {
      ...pick(row, evaluationColumns),
      ...pick(row, otherColumns(row, known !== undefined)),
      ...known,
    };
    const isTraining = "train_loss" in training;
    const found: Cells[] = [];
    if (isTraining) {
      const sizes = { len_train_ds: train, len_val_ds: validation, batches_per_epoch: perPass };
      found.push({ ...at, ...training, ...sizes });
    }
    const rest = isTraining ? evaluation : { ...training, ...evaluation };
    if (Object.keys(rest).length > 0) found.push({ ...at, ...rest });
    return found;
  });
}

const THEIRS = new Set<string>([
  ...Object.values(trainingColumns),
  ...Object.values(evaluationColumns),
  "step",
]);

/** Columns that openai/grok has none for, such as measures and other sets, by our names. */
function otherColumns(row: HistoryRow, hasNorms: boolean): Record<string, string> {
  const own = Object.keys(row).filter((name) =>
    !THEIRS.has(name) && !(hasNorms && name.startsWith("parameterNorms/"))
  );
  return Object.fromEntries(own.map((name) => [name, name]));
}

/** Columns of a row by their other names; perplexities beside losses, accuracies as percent. */
function pick(
  row: Readonly<Record<string, number | null>>,
  columns: Readonly<Record<string, string>>,
): Cells {
  const cells: Cells = {};
  for (const [theirs, ours] of Object.entries(columns)) {
    const value = row[ours];
    if (value === undefined) continue;
    if (ours.endsWith("Accuracy")) cells[theirs] = value === null ? "nan" : PERCENT * value;
    else cells[theirs] = value ?? "nan";
    const isLoss = theirs === "train_loss" || theirs === "val_loss";
    if (isLoss) {
      cells[theirs.replace("loss", "perplexity")] = value === null ? "nan" : Math.exp(value);
    }
  }
  return cells;
}

/** Root mean squares of the tensors of theirs, as far as theirs are ours or parts of them. */
function normsOf({ settings: { model } }: Run, weights: ReadonlyMap<string, Weight>): Cells {
  const row = Object.values<StateDict>(stateDicts)
    .find((each) => each.model === model.kind && typeof each.sizes(model) !== "string");
  const sizes = row?.sizes(model);
  const named = row !== undefined && typeof sizes === "object" ? row.pieces(sizes) : [];
  const pieces = named.every(({ ours }) => weights.has(ours)) ? named : [];
  const byTheirs = Map.groupBy(pieces, ({ theirs }) => theirs);
  const prefix = row?.prefixes[0] ?? "";
  const norms = [...byTheirs].map(([theirs, parts]): [string, number] => {
    const squares = parts.map(({ ours, ourPart }) => meanSquare(weights.get(ours)!, ourPart));
    const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
    return [`paramnorm_${prefix}${theirs}`, Math.sqrt(mean)];
  });
  const known = new Set(pieces.map(({ ours }) => ours));
  const others = [...weights].filter(([name]) => !known.has(name))
    .map(([name, weight]): [string, number] => [
      `paramnorm_${name}`,
      Math.sqrt(meanSquare(weight)),
    ]);
  return Object.fromEntries([...norms, ...others]);
}

/** Of one of several equal parts of the columns, or of all of them. */
function meanSquare({ shape, data }: Weight, [index, of]: readonly [number, number] = [0, 1]) {
  const width = shape.at(-1) ?? 1;
  const part = width / of;
  let [sum, count, column] = [0, 0, 0];
  for (const value of data) {
    if (Math.floor(column / part) === index) {
      sum += value * value;
      count += 1;
    }
    column = (column + 1) % width;
  }
  return sum / count;
}

/** All columns in the order of the alphabet, cells empty where a row has none. */
function writeCsv(rows: readonly Cells[]): string {
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort();
  const lines = rows.map((row) => header.map((name) => row[name] ?? "").join(","));
  return [header.join(","), ...lines].join("\n") + "\n";
}

const MODELS: Readonly<Record<string, string>> = {
  transformer: "Transformer",
  lstm: "LSTM",
  mlp: "MLP",
};
const OPTIMIZERS: Readonly<Record<string, string>> = {
  adamw: "AdamW",
  adam: "Adam",
  sgd: "SGD",
  rmsprop: "RMSprop",
};

/**
 * The hparams of openai/grok that have a meaning for the run, and p, which it lacks; then every
 * setting by our path, so that nothing is lost of what they have no name for.
 */
function writeHparams({ settings, seed, data: { sets, rows } }: Run): string {
  const { task, model, optimizer, schedule, training, split } = settings;
  const field = (section: object, name: string): unknown => Reflect.get(section, name);
  const fraction = split.trainRows === "fraction" ? split.trainFraction : sets.train! / rows;
  const operation = String(field(task, "operation") ?? task.kind);
  const theirs: Record<string, unknown> = {
    ...schedule.kind === "cosineAnneal" ? { anneal_lr: true, anneal_lr_steps: schedule.steps } : {},
    A_fraction: field(task, "operandFraction"),
    batchsize: training.batch.size === "full" ? -1 : training.batch.size,
    d_model: field(model, "width"),
    dropout: field(model, "dropout"),
    math_operator: /^x.y$/.test(operation) ? operation[1] : operation,
    max_lr: optimizer.learningRate,
    max_steps: training.steps,
    model: MODELS[model.kind] ?? model.kind,
    n_heads: field(model, "heads"),
    n_layers: field(model, "layers"),
    non_linearity: field(model, "activation"),
    num_operand: field(task, "operands"),
    optimizer: OPTIMIZERS[optimizer.kind] ?? optimizer.kind,
    p: field(task, "modulus"),
    random_seed: seed,
    train_data_pct: Number((PERCENT * fraction).toPrecision(12)),
    warmup_steps: field(schedule, "warmupSteps") ?? field(schedule, "steps") ?? 0,
    weight_decay: field(optimizer, "weightDecay"),
    weight_noise: field(model, "weightNoise"),
  };
  const ours = fieldPaths(settings).map((path) => [path, valueAt(settings, path.split("."))]);
  return [...Object.entries(theirs), ...ours as [string, unknown][]]
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? quoted(value) : value}\n`)
    .join("");
}

/** A text as YAML, without quotes where it can be nothing else. */
function quoted(text: string): string {
  const isPlain = /^[A-Za-z][\w+*/^]*$/.test(text) &&
    !/^(true|false|null|yes|no|on|off)$/i.test(text);
  if (isPlain) return text;
  return /^[+*/-]$/.test(text) ? `'${text}'` : JSON.stringify(text);
}
