/**
 * The export stage: what a run leaves for people and other programs. The network comes from the
 * same program text as training, so the two cannot drift apart.
 */
import { z } from "zod";
import { oneShot } from "../dag/stage.ts";
import { decodeTensors } from "../formats/safetensors.ts";
import { writeOnnx } from "../graph/onnx.ts";
import { inputName } from "../graph/program.ts";
import { parseProgram } from "../graph/text.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { Json } from "../store/canonical_json.ts";
import { columnNames } from "../tables/columns.ts";
import { parseHistory } from "../tables/curves.ts";

const Params = z.strictObject({
  run: z.string(),
  seed: z.int(),
  axes: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  /** What trained, as in onnxruntime/cpu. */
  engine: z.string(),
  settings: z.custom<Json>((value) => value !== undefined),
});

export const exportRun = oneShot("export", async ({ params, inputs, read }) => {
  const settings = Params.parse(params);
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const first = (name: string) => read(inputs[name]![0]!);
  const slices = await Promise.all(inputs.history!.map(read));
  const history = slices.map(decode).join("");
  const measured = (await Promise.all((inputs.measures ?? []).map(read))).map(decode).join("");
  const model = exportModel(decode(await first("answer")), await first("checkpoint"), settings.run);
  const encode = (text: string) => new TextEncoder().encode(text);
  return {
    "params.json": encode(`${JSON.stringify(settings, null, 2)}\n`),
    "history.jsonl": encode(history),
    ...measured === "" ? {} : { "measures.jsonl": encode(measured) },
    "metrics.csv": encode(csv(parseHistory(history + measured, settings.run))),
    "model.onnx": model,
  };
});

/** The answering program with the checkpoint's weights inside. */
function exportModel(text: string, checkpoint: Uint8Array, run: string): Uint8Array {
  const program = parseProgram(text);
  const { tensors, metadata } = decodeTensors(checkpoint);
  const weights = program.inputs.flatMap(({ tensor }) => {
    const data = tensors[inputName(tensor)]?.data;
    return data instanceof Float32Array ? [[inputName(tensor), data] as const] : [];
  });
  return writeOnnx(program, {
    portable: true,
    weights: new Map(weights),
    metadata: { run, step: metadata.step ?? "" },
  });
}

/** Rows as CSV, empty where nothing was measured or a value is not finite. */
function csv(rows: readonly HistoryRow[]): string {
  const columns = columnNames(rows);
  const lines = rows.map((row) => columns.map((column) => row[column] ?? "").join(","));
  return [columns.join(","), ...lines].join("\n") + "\n";
}
