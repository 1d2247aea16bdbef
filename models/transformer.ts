/**
 * The decoder transformer of the grokking literature: causal self-attention and a ReLU
 * feed-forward layer, each followed by layer normalisation (post-norm), without biases.
 * By configuration it is the network of openai/grok (arXiv:2201.02177), that of the PKU study
 * (operands only, mean over positions) or danielmamay's (learned positions, Xavier attention).
 */
import { z } from "zod";
import type { Initialization, Parameter, ParameterGroup } from "../graph/parameter.ts";
import { multiplyDimensions } from "../graph/shape.ts";
import { constant, type Tensor } from "../graph/tensor.ts";
import { cos, power, sin } from "../numerics/elementary.ts";
import type { DataShape, TokenInput } from "../schemas/data_shape.ts";
import type { FieldProblem, SettingsOf } from "../schemas/kinds.ts";
import { dropoutRate, size } from "./fields.ts";
import { dropout, withWeightNoise } from "./layers.ts";
import {
  answerWidth,
  checkTokens,
  countAnswers,
  defineModel,
  type ForwardContext,
  linearInitialization,
  refuseCausal,
  tokensIn,
} from "./model.ts";
import { classesOf, tokensOf } from "./samples.ts";

const LAYER_NORM_EPSILON = 1e-5; // torch.nn.LayerNorm, used by all three codes
const MASKED = -1e10; // as danielmamay; exp of it is exactly 0 in float32

/** The residual stream [rows * positions, width], kept as a matrix for plain products. */
interface Stream {
  readonly values: Tensor;
  readonly positions: number;
}

const fields = {
  layers: size.max(1000).default(2).meta({ description: "number of blocks" }),
  width: size.default(128).meta({ description: "size of the residual stream" }),
  heads: size.default(4).meta({ description: "attention heads; must divide the width" }),
  feedForwardWidth: size.default(512).meta({ description: "hidden units of each block" }),
  dropout: dropoutRate.default(0).meta({
    description: "fraction of feed-forward outputs dropped in training, from 0 to below 1",
  }),
  weightNoise: z.number().min(0).default(0).meta({
    description: "standard deviation of Gaussian noise on every weight in training",
  }),
  positions: z.enum(["learned", "sinusoidal"]).default("sinusoidal").meta({
    description: "how a position is told to the network",
  }),
  readout: z.enum(["last", "mean"]).default("last").meta({
    description: "what answers: the last positions, or the mean over all of them",
  }),
  attentionInitialization: z.enum(["xavier", "linear"]).default("linear").meta({
    description: "xavier is torch's MultiheadAttention, linear its nn.Linear",
  }),
};

type Settings = SettingsOf<typeof fields>;

const openai: Settings = {
  layers: 2,
  width: 128,
  heads: 4,
  feedForwardWidth: 512,
  dropout: 0,
  weightNoise: 0,
  positions: "sinusoidal",
  readout: "last",
  attentionInitialization: "linear",
};
const small: Settings = {
  ...openai,
  width: 6,
  heads: 2,
  feedForwardWidth: 8,
  dropout: 0.2,
  weightNoise: 0.1,
  positions: "learned",
};

export const transformer = defineModel({
  title: "transformer",
  description: "decoder-only transformer, post-norm",
  fields,
  check,
  build(settings, data) {
    const input = tokensIn(data);
    return {
      parameters: listParameters(settings, data),
      random: settings.dropout > 0 || settings.weightNoise > 0,
      outputs: (tokens, exact) => {
        const context = withWeightNoise(exact, settings.weightNoise);
        const batch = tokens.shape[0]!;
        let stream = embed(tokens, settings, input, context);
        for (let layer = 0; layer < settings.layers; layer++) {
          // Where only the last positions are read, the last block need not compute the others.
          const reads = settings.readout === "last" && layer === settings.layers - 1
            ? countAnswers(data)
            : input.positions;
          stream = block(stream, reads, batch, layer, settings, context);
        }
        const read = settings.readout === "last"
          ? stream.values
          : stream.values.reshape([batch, stream.positions, settings.width]).mean([1]);
        return context.observe("readout", read).matmul(context.parameter("output.weight"));
      },
    };
  },
  published: [
    {
      source: "openai/grok, p = 97",
      settings: openai,
      data: { input: tokensOf(6, 239, true), output: classesOf(239, 2) },
      parameters: 455_424,
    },
    {
      source: "PKU transformer, p = 97",
      settings: { ...openai, dropout: 0.1, readout: "mean" },
      data: { input: tokensOf(2, 239), output: classesOf(239) },
      parameters: 455_424,
    },
    {
      source: "danielmamay/grokking, p = 97",
      settings: { ...openai, positions: "learned", attentionInitialization: "xavier" },
      data: { input: tokensOf(4, 99), output: classesOf(99) },
      parameters: 420_096,
    },
  ],
  samples: [
    { settings: small, data: { input: tokensOf(4, 5, true), output: classesOf(5, 2) } },
    {
      settings: { ...small, positions: "sinusoidal", readout: "mean" },
      data: { input: tokensOf(3, 5), output: classesOf(5) },
    },
    {
      settings: { ...small, layers: 1, attentionInitialization: "xavier" },
      data: { input: tokensOf(3, 5), output: { kind: "numbers", width: 2 } },
    },
  ],
});

function* check(settings: Settings, data: DataShape): Generator<FieldProblem> {
  const { width, heads, positions, readout } = settings;
  yield* checkTokens("a transformer", data);
  if (width % heads !== 0) {
    const divisor = nearestDivisor(width, heads);
    yield {
      fields: ["model.heads", "model.width"],
      message: `width ${width} cannot be divided among ${heads} heads; use ${divisor} ` +
        `${divisor === 1 ? "head" : "heads"}, or a multiple of ${heads} as width`,
    };
  }
  if (positions === "sinusoidal" && width % 2 !== 0) {
    yield {
      fields: ["model.width", "model.positions"],
      message: `sinusoidal positions come in pairs of sine and cosine, found the odd width ` +
        `${width}; use an even width or learned positions`,
    };
  }
  if (readout === "last") return;
  yield* refuseCausal("a mean over all positions", data, "model.readout");
  const answers = countAnswers(data);
  if (answers > 1) {
    yield {
      fields: ["model.readout", "task.kind"],
      message: `a mean over all positions gives one answer, and each row asks for ${answers}; ` +
        "use readout: last",
    };
  }
}

function nearestDivisor(value: number, wanted: number): number {
  let divisor = Math.min(wanted, value);
  while (value % divisor !== 0) divisor -= 1;
  return divisor;
}

function listParameters(settings: Settings, data: DataShape): Parameter[] {
  const input = tokensIn(data);
  const { width, feedForwardWidth } = settings;
  const standardNormal: Initialization = { kind: "normal", deviation: 1 }; // torch.nn.Embedding
  const projection: Initialization = settings.attentionInitialization === "linear"
    ? linearInitialization(width)
    // Glorot and Bengio (2010) on the stacked [3 width, width] matrix of torch's attention
    : { kind: "uniform", bound: Math.sqrt(6 / (width + 3 * width)) };
  const matrix = (
    name: string,
    [from, to]: [number, number],
    group: ParameterGroup = "hidden",
    initialization = linearInitialization(from),
  ) => ({ name, shape: [from, to], initialization, group });
  const norm = (name: string): Parameter[] => [
    constantVector(`${name}.gain`, width, 1),
    constantVector(`${name}.bias`, width, 0),
  ];
  const blocks = Array.from({ length: settings.layers }, (_, layer) => `blocks.${layer}`);
  return [
    matrix("embedding.weight", [input.vocabulary, width], "embedding", standardNormal),
    ...settings.positions === "learned"
      ? [matrix("positions.weight", [input.positions, width], "embedding", standardNormal)]
      : [],
    ...blocks.flatMap((block) => [
      ...["query", "key", "value"].map((name) =>
        matrix(`${block}.attention.${name}`, [width, width], "hidden", projection)
      ),
      matrix(`${block}.attention.output`, [width, width]),
      ...norm(`${block}.attention.norm`),
      matrix(`${block}.feedForward.input`, [width, feedForwardWidth]),
      matrix(`${block}.feedForward.output`, [feedForwardWidth, width]),
      ...norm(`${block}.feedForward.norm`),
    ]),
    matrix("output.weight", [width, answerWidth(data)], "readout"),
  ];
}

function constantVector(name: string, length: number, value: number): Parameter {
  return { name, shape: [length], initialization: { kind: "constant", value }, group: "norm" };
}

function embed(
  tokens: Tensor,
  { width, positions }: Settings,
  input: TokenInput,
  { parameter, observe }: ForwardContext,
): Stream {
  const places = positions === "learned"
    ? parameter("positions.weight")
    : sinusoids(input.positions, width);
  const embedded = parameter("embedding.weight").gather(tokens).add(places);
  const rows = multiplyDimensions(tokens.shape[0]!, input.positions);
  const values = observe("embedding", embedded.reshape([rows, width]));
  return { values, positions: input.positions };
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
  settings: Settings,
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
  const observe = (name: string, tensor: Tensor) =>
    context.observe(`blocks.${layer}.${name}`, tensor);
  const attended = attend(queries, stream, reads, batch, settings, {
    ...context,
    parameter,
    observe,
  });
  const attention = norm(queries.add(attended), "attention.norm");
  const hidden = observe("feedForward", attention.matmul(parameter("feedForward.input")).relu());
  const forward = hidden.matmul(parameter("feedForward.output"));
  const dropped = dropout(forward, settings.dropout, `blocks.${layer}.feedForward`, context);
  const values = observe("output", norm(attention.add(dropped), "feedForward.norm"));
  return { values, positions: reads };
}

/** Multi-head causal attention of `queries` [rows * reads, width] over the whole stream. */
function attend(
  queries: Tensor,
  stream: Stream,
  reads: number,
  batch: Tensor["shape"][number],
  { width, heads }: Settings,
  { parameter, observe }: ForwardContext,
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
  const weights = observe("attention", masked(scores, reads, stream.positions).softmax());
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
