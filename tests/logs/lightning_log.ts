/** Small logs of the form that PyTorch Lightning's CSVLogger gives those of openai/grok. */

export interface SmallLog {
  /** Rows of `train_*` columns by step, counted from 0: percent. */
  readonly train: Readonly<Record<number, number>>;
  /** The same of `val_*` columns. */
  readonly validation: Readonly<Record<number, number>>;
  readonly rows?: readonly [train: number, validation: number];
  /** Norms of tensors by their names, in each row of validation. */
  readonly norms?: Readonly<Record<string, number>>;
}

/** `metrics.csv`: all columns that are ever logged, in the order of the alphabet. */
export function metricsCsv(
  { train, validation, rows: [first, second] = [5, 4], norms = {} }: SmallLog,
): string {
  const logged: Record<string, number | string>[] = [
    ...Object.entries(train).map(([step, accuracy], index) => ({
      step,
      epoch: 2 * index,
      train_accuracy: accuracy,
      train_loss: 5 - accuracy / 25,
      train_perplexity: Math.exp(5 - accuracy / 25),
      learning_rate: index === 0 ? 0 : 0.001,
      len_train_ds: first,
      len_val_ds: second,
    })),
    ...Object.entries(validation).map(([step, accuracy], index) => ({
      step,
      epoch: 2 * index + 2,
      val_accuracy: accuracy,
      val_loss: 5 - accuracy / 25,
      full_train_acc: 100,
      full_train_loss: 0.25,
      ...Object.fromEntries(
        Object.entries(norms).map(([name, norm]) => [`paramnorm_${name}`, norm]),
      ),
    })),
  ].sort((a, b) => Number(a.step) - Number(b.step));
  const header = [...new Set(logged.flatMap((row) => Object.keys(row)))].sort();
  const lines = logged.map((row) => header.map((name) => row[name] ?? "").join(","));
  return [header.join(","), ...lines].join("\n") + "\n";
}

export const hparamsYaml = `anneal_lr: false
ckpt_epoch: '0'
d_model: 128
dropout: 0.1
math_operator: +
max_lr: 0.001
model: Transformer
n_heads: 4
n_layers: 2
optimizer: AdamW
operand_length: null
random_seed: -1
train_data_pct: 50.0
weight_decay: 0.1
`;

/** The files of a log by name. */
export function logFiles(metrics: string, hparams?: string): Record<string, Uint8Array> {
  const encode = (text: string) => new TextEncoder().encode(text);
  return {
    "metrics.csv": encode(metrics),
    ...hparams === undefined ? {} : { "hparams.yaml": encode(hparams) },
  };
}

/** Writes a log into a folder. */
export function writeLog(folder: string, metrics: string, hparams?: string): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(logFiles(metrics, hparams))) {
    Deno.writeFileSync(`${folder}/${name}`, bytes);
  }
}
