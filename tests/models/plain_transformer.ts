/** The transformer of one example as the papers write it: every position, one head at a time. */
import type { Values } from "../../engines/engine.ts";
import type { ModelSettings } from "../../models/mod.ts";
import { countAnswers } from "../../models/model.ts";
import type { DataShape } from "../../schemas/data_shape.ts";
import { rowsOf } from "./networks.ts";
import { dot, type Matrix, multiply, plus } from "./plain_algebra.ts";

type TransformerSettings = Extract<ModelSettings, { kind: "transformer" }>;

/** Logits of each answer. */
export function plainTransformer(
  settings: TransformerSettings,
  data: DataShape,
  weights: Values,
  tokens: readonly number[],
): number[][] {
  const weight = (name: string) => rowsOf(weights[name]!);
  const places = settings.positions === "learned"
    ? weight("positions.weight")
    : sinusoids(tokens.length, settings.width);
  let stream = plus(tokens.map((token) => weight("embedding.weight")[token]!), places);
  for (let layer = 0; layer < settings.layers; layer++) {
    const inBlock = (name: string) => weight(`blocks.${layer}.${name}`);
    const norm = (input: Matrix, name: string) =>
      input.map((row) => normalize(row, inBlock(`${name}.gain`)[0]!, inBlock(`${name}.bias`)[0]!));
    const attention = norm(plus(stream, attend(stream, settings, inBlock)), "attention.norm");
    const hidden = multiply(attention, inBlock("feedForward.input"))
      .map((row) => row.map((value) => Math.max(value, 0)));
    const forward = multiply(hidden, inBlock("feedForward.output"));
    stream = norm(plus(attention, forward), "feedForward.norm");
  }
  const read = settings.readout === "last"
    ? stream.slice(-countAnswers(data))
    : [meanOfRows(stream)];
  return multiply(read, weight("output.weight"));
}

function attend(
  stream: Matrix,
  { width, heads }: TransformerSettings,
  weight: (name: string) => Matrix,
): number[][] {
  const size = width / heads;
  const [queries, keys, values] = ["query", "key", "value"]
    .map((name) => multiply(stream, weight(`attention.${name}`)));
  const joined = stream.map((_, position) =>
    Array.from({ length: heads }, (_, head) => {
      const part = (row: readonly number[]) => row.slice(head * size, (head + 1) * size);
      const query = part(queries![position]!);
      const seen = keys!.slice(0, position + 1);
      const scores = seen.map((key) => Math.exp(dot(query, part(key)) / Math.sqrt(size)));
      const total = scores.reduce((sum, score) => sum + score, 0);
      return multiply([scores.map((score) => score / total)], values!.slice(0, position + 1))
        .flatMap(part);
    }).flat()
  );
  return multiply(joined, weight("attention.output"));
}

function normalize(row: readonly number[], gain: readonly number[], bias: readonly number[]) {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return row.map((value, at) =>
    gain[at]! * (value - mean) / Math.sqrt(variance + 1e-5) + bias[at]!
  );
}

function meanOfRows(rows: Matrix): number[] {
  return rows[0]!.map((_, column) =>
    rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length
  );
}

/** Programs hold constants as float32. */
function sinusoids(positions: number, width: number): number[][] {
  return Array.from(
    { length: positions },
    (_, position) =>
      Array.from({ length: width / 2 }, (_, pair) => {
        const angle = position / Math.pow(10000, 2 * pair / width);
        return [Math.fround(Math.sin(angle)), Math.fround(Math.cos(angle))];
      }).flat(),
  );
}
