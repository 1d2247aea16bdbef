/** The dataset stage: the whole table of a task with its sets, for networks and for people. */
import { oneShot } from "../dag/stage.ts";
import { encodeTensors, type StoredTensor } from "../formats/safetensors.ts";
import { buildDataset, type Dataset, type DatasetSettings } from "../tasks/dataset.ts";
import { setTensorName } from "../training/data.ts";

/** Checked when the experiment was read; files of the task are inputs by the names of its fields. */
export type DatasetParams = DatasetSettings;

export const dataset = oneShot("dataset", async ({ params, inputs, read }) => {
  const settings = params as unknown as DatasetParams;
  const files: Record<string, Uint8Array> = {};
  for (const [name, [file]] of Object.entries(inputs)) files[name] = await read(file!);
  const built = buildDataset(settings, files);
  const text = (content: string) => new TextEncoder().encode(content);
  return {
    "dataset.safetensors": encodeTensors({ tensors: tensorsOf(built), metadata: {} }),
    "dataset.json": text(`${JSON.stringify(describe(built))}\n`),
    ...Object.fromEntries(
      Object.entries(built.sets).map(([name, rows]) => [`${name}.csv`, text(csv(built, rows))]),
    ),
  };
});

function tensorsOf({ inputs, targets, sets, size: { data } }: Dataset) {
  const row = data.input.kind === "tokens" ? [data.input.positions] : data.input.shape;
  const answers = data.output.kind === "classes" ? data.output.answers : data.output.width;
  const rows = targets.length / answers;
  const rowSets = Object.entries(sets)
    .map(([name, set]): [string, StoredTensor] => [setTensorName(name), {
      shape: [set.length],
      data: set,
    }]);
  return {
    inputs: { shape: [rows, ...row], data: inputs },
    targets: { shape: [rows, answers], data: targets },
    ...Object.fromEntries(rowSets),
  };
}

function describe({ vocabulary, sets, size: { data } }: Dataset) {
  const sizes = Object.entries(sets).map(([name, rows]) => [name, rows.length]);
  return { ...data, vocabulary, sets: Object.fromEntries(sizes) };
}

/** One line per row, as a person would write it. */
function csv(dataset: Dataset, rows: Int32Array): string {
  const lines = Array.from(rows, (row) => {
    const { input, answer } = dataset.text(row);
    return `${input},${answer}`;
  });
  return ["input,answer", ...lines].join("\n") + "\n";
}
