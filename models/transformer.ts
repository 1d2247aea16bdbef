/**
 * The decoder transformer of the grokking literature: causal self-attention and a ReLU
 * feed-forward layer, each followed by layer normalisation (post-norm), without biases.
 * By configuration it is the network of openai/grok (arXiv:2201.02177), that of the PKU study
 * (operands only, mean over positions) or danielmamay's (learned positions, Xavier attention).
 */
import { multiplyDimensions } from "../graph/shape.ts";
import { constant, type Tensor } from "../graph/tensor.ts";
import { cos, power, sin } from "../numerics/elementary.ts";
import { dropout, withWeightNoise } from "./layers.ts";
import {
  type ForwardContext,
  type Initialization,
  linearInitialization,
  type Model,
  type ModelSizes,
  type Parameter,
} from "./model.ts";

export interface TransformerSettings {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly feedForwardWidth: number;
  /** Fraction of feed-forward outputs dropped in training. */
  readonly dropout: number;
  /** Standard deviation of the noise on every parameter in training. */
  readonly weightNoise: number;
  readonly positions: "learned" | "sinusoidal";
  /** What the output layer reads: the last position of each answer, or the mean of all. */
  readonly readout: "last" | "mean";
  readonly attentionInitialization: "linear" | "xavier";
}

const LAYER_NORM_EPSILON = 1e-5; // torch.nn.LayerNorm, used by all three codes
const MASKED = -1e10; // as danielmamay; exp of it is exactly 0 in float32

/** The residual stream [rows * positions, width], kept as a matrix for plain products. */
interface Stream {
  readonly values: Tensor;
  readonly positions: number;
}

/**
 * The network of these settings. `width` must be a multiple of `heads` (schemas/checks.ts); logits
 * are [rows, classes] for `readout` mean and [rows * answers, classes] for last.
 */
export function transformer(settings: TransformerSettings, sizes: ModelSizes): Model {
  return {
    parameters: listParameters(settings, sizes),
    random: settings.dropout > 0 || settings.weightNoise > 0,
    logits: (tokens, exact) => {
      const context = withWeightNoise(exact, settings.weightNoise);
      const batch = tokens.shape[0]!;
      let stream = embed(tokens, settings, sizes, context);
      for (let layer = 0; layer < settings.layers; layer++) {
        // Where only the last positions are read, the last block need not compute the others.
        const reads = settings.readout === "last" && layer === settings.layers - 1
          ? sizes.answers
          : sizes.positions;
        stream = block(stream, reads, batch, layer, settings, context);
      }
      const read = settings.readout === "last"
        ? stream.values
        : stream.values.reshape([batch, stream.positions, settings.width]).mean([1]);
      return read.matmul(context.parameter("output.weight"));
    },
  };
}

function listParameters(settings: TransformerSettings, sizes: ModelSizes): Parameter[] {
  const { width, feedForwardWidth } = settings;
  const standardNormal: Initialization = { kind: "normal", deviation: 1 }; // torch.nn.Embedding
  const projection: Initialization = settings.attentionInitialization === "linear"
    ? linearInitialization(width)
    // Glorot and Bengio (2010) on the stacked [3 width, width] matrix of torch's attention
    : { kind: "uniform", bound: Math.sqrt(6 / (width + 3 * width)) };
  const matrix = (name: string, from: number, to: number, initialization?: Initialization) => ({
    name,
    shape: [from, to],
    initialization: initialization ?? linearInitialization(from),
  });
  const norm = (name: string): Parameter[] => [
    { name: `${name}.gain`, shape: [width], initialization: { kind: "constant", value: 1 } },
    { name: `${name}.bias`, shape: [width], initialization: { kind: "constant", value: 0 } },
  ];
  const blocks = Array.from({ length: settings.layers }, (_, layer) => `blocks.${layer}`);
  return [
    matrix("embedding.weight", sizes.vocabularySize, width, standardNormal),
    ...settings.positions === "learned"
      ? [matrix("positions.weight", sizes.positions, width, standardNormal)]
      : [],
    ...blocks.flatMap((block) => [
      ...["query", "key", "value"].map((name) =>
        matrix(`${block}.attention.${name}`, width, width, projection)
      ),
      matrix(`${block}.attention.output`, width, width),
      ...norm(`${block}.attention.norm`),
      matrix(`${block}.feedForward.input`, width, feedForwardWidth),
      matrix(`${block}.feedForward.output`, feedForwardWidth, width),
      ...norm(`${block}.feedForward.norm`),
    ]),
    matrix("output.weight", width, sizes.vocabularySize),
  ];
}

function embed(
  tokens: Tensor,
  { width, positions }: TransformerSettings,
  sizes: ModelSizes,
  { parameter }: ForwardContext,
): Stream {
  const places = positions === "learned"
    ? parameter("positions.weight")
    : sinusoids(sizes.positions, width);
  const embedded = parameter("embedding.weight").gather(tokens).add(places);
  const rows = multiplyDimensions(tokens.shape[0]!, sizes.positions);
  return { values: embedded.reshape([rows, width]), positions: sizes.positions };
}

/** Sines at even and cosines at odd columns (Vaswani et al., 2017), exponents as openai/grok. */
function sinusoids(positions: number, width: number): Tensor {
  const values = Array.from({ length: positions * width }, (_, index) => {
    const [position, column] = [Math.floor(index / width), index % width];
    const even = column % 2 === 0;
    const angle = position / power(10000, (even ? column : column - 1) / width);
    return Math.fround(even ? sin(angle) : cos(angle));
  });
  return constant(values, "float", [positions, width]);
}

/** One block; only the last `reads` positions come out. */
function block(
  stream: Stream,
  reads: number,
  batch: Tensor["shape"][number],
  layer: number,
  settings: TransformerSettings,
  context: ForwardContext,
): Stream {
  const { width } = settings;
  const parameter = (name: string) => context.parameter(`blocks.${layer}.${name}`);
  const norm = (input: Tensor, name: string) =>
    input.layerNorm(parameter(`${name}.gain`), parameter(`${name}.bias`), LAYER_NORM_EPSILON);
  const { positions } = stream;
  const queries = reads === positions ? stream.values : stream.values
    .reshape([batch, positions, width])
    .slice(1, positions - reads, positions)
    .reshape([multiplyDimensions(batch, reads), width]);
  const attended = attend(queries, stream, reads, batch, settings, parameter);
  const attention = norm(queries.add(attended), "attention.norm");
  const hidden = attention.matmul(parameter("feedForward.input")).relu();
  const forward = hidden.matmul(parameter("feedForward.output"));
  const dropped = dropout(forward, settings.dropout, `blocks.${layer}.feedForward`, context);
  return { values: norm(attention.add(dropped), "feedForward.norm"), positions: reads };
}

/** Multi-head causal attention of `queries` [rows * reads, width] over the whole stream. */
function attend(
  queries: Tensor,
  stream: Stream,
  reads: number,
  batch: Tensor["shape"][number],
  { width, heads }: TransformerSettings,
  parameter: (name: string) => Tensor,
): Tensor {
  const headWidth = width / heads;
  const split = (input: Tensor, name: string, positions: number) =>
    input.matmul(parameter(`attention.${name}`))
      .reshape([batch, positions, heads, headWidth])
      .transpose([0, 2, 1, 3]); // [rows, heads, positions, headWidth]
  const query = split(queries, "query", reads);
  const key = split(stream.values, "key", stream.positions);
  const value = split(stream.values, "value", stream.positions);
  const scores = query.matmul(key, { transposeRight: true }).mul(1 / Math.sqrt(headWidth));
  const weights = masked(scores, reads, stream.positions).softmax();
  return weights.matmul(value)
    .transpose([0, 2, 1, 3])
    .reshape([multiplyDimensions(batch, reads), width])
    .matmul(parameter("attention.output"));
}

/** Hides from each of the last `reads` positions what comes after it. */
function masked(scores: Tensor, reads: number, positions: number): Tensor {
  if (reads === 1) return scores;
  const mask = Array.from({ length: reads * positions }, (_, index) => {
    const query = positions - reads + Math.floor(index / positions);
    return index % positions > query ? MASKED : 0;
  });
  return scores.add(constant(mask, "float", [reads, positions]));
}
