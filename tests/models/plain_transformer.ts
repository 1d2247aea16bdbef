/** The transformer of one example as the papers write it: every position, one head at a time. */
import type { Values } from "../../engines/engine.ts";
import type { ModelSettings } from "../../models/mod.ts";
import { countAnswers } from "../../models/model.ts";
import { erf } from "../../numerics/elementary.ts";
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
  let stream: Matrix = plus(tokens.map((token) => weight("embedding.weight")[token]!), places);
  const norm = (input: Matrix, name: string) =>
    input.map((row) => normalize(row, weight(`${name}.gain`)[0]!, weight(`${name}.bias`)[0]!));
  const { normalization = "after" } = settings;
  for (let layer = 0; layer < settings.layers; layer++) {
    const attention = (input: Matrix) =>
      attend(input, settings, `blocks.${layer}.attention`, weight);
    const forward = (input: Matrix) =>
      feedForward(input, settings, `blocks.${layer}.feedForward`, weight);
    const first = (input: Matrix) => norm(input, `blocks.${layer}.attention.norm`);
    const second = (input: Matrix) => norm(input, `blocks.${layer}.feedForward.norm`);
    if (normalization === "carried") stream = first(stream);
    switch (normalization) {
      case "after":
        stream = first(plus(stream, attention(stream)));
        stream = second(plus(stream, forward(stream)));
        break;
      case "before":
        stream = plus(stream, attention(first(stream)));
        stream = plus(stream, forward(second(stream)));
        break;
      case "carried":
        stream = plus(stream, attention(stream));
        stream = plus(stream, forward(second(stream)));
        break;
      case "none":
        stream = plus(stream, attention(stream));
        stream = plus(stream, forward(stream));
    }
  }
  if (["before", "carried"].includes(normalization)) stream = norm(stream, "output.norm");
  const read = settings.readout === "last"
    ? stream.slice(-countAnswers(data))
    : [meanOfRows(stream)];
  return dense(read, "output.weight", settings.biases?.includes("output") && "output.bias", weight);
}

type Weight = (name: string) => Matrix;

function dense(
  input: Matrix,
  name: string,
  bias: string | false | undefined,
  weight: Weight,
): number[][] {
  const product = multiply(input, weight(name));
  return bias ? plus(product, product.map(() => weight(bias)[0]!)) : product;
}

function feedForward(
  input: Matrix,
  { activation = "relu", biases }: TransformerSettings,
  name: string,
  weight: Weight,
): number[][] {
  const layer = (factor: Matrix, part: string) =>
    dense(
      factor,
      `${name}.${part}`,
      biases?.includes("feedForward") && `${name}.${part}Bias`,
      weight,
    );
  const active = (x: number) =>
    activation === "gelu" ? x * (1 + erf(x / Math.SQRT2)) / 2 : Math.max(x, 0);
  return layer(layer(input, "input").map((row) => row.map(active)), "output");
}

function attend(
  stream: Matrix,
  { width, heads, mask, biases }: TransformerSettings,
  name: string,
  weight: Weight,
): number[][] {
  const size = width / heads;
  const layer = (input: Matrix, part: string) =>
    dense(input, `${name}.${part}`, biases?.includes("attention") && `${name}.${part}Bias`, weight);
  const [queries, keys, values] = ["query", "key", "value"].map((part) => layer(stream, part));
  const joined = stream.map((_, position) =>
    Array.from({ length: heads }, (_, head) => {
      const part = (row: readonly number[]) => row.slice(head * size, (head + 1) * size);
      const query = part(queries![position]!);
      const end = mask === "none" ? stream.length : position + 1;
      const scores = keys!.slice(0, end)
        .map((key) => Math.exp(dot(query, part(key)) / Math.sqrt(size)));
      const total = scores.reduce((sum, score) => sum + score, 0);
      return multiply([scores.map((score) => score / total)], values!.slice(0, end)).flatMap(part);
    }).flat()
  );
  return layer(joined, "output");
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
