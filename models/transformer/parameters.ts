/** The weights of a transformer, and how they start. */
import type { Initialization, Parameter, ParameterGroup } from "../../graph/parameter.ts";
import type { DataShape } from "../../schemas/data_shape.ts";
import { answerWidth, linearInitialization, tokensIn } from "../model.ts";
import { normalizesBefore, type Settings } from "./settings.ts";

/** How each kind of weight starts, by what it leads from and to. */
interface Start {
  readonly embedding: Initialization;
  /** Queries, keys and values. */
  readonly projection: Initialization;
  readonly projectionBias: Initialization;
  readonly readout: Initialization;
  matrix(from: number, to: number): Initialization;
  bias(from: number): Initialization;
}

const zero: Initialization = { kind: "constant", value: 0 };

export function listParameters(settings: Settings, data: DataShape): Parameter[] {
  const input = tokensIn(data);
  const classes = answerWidth(data);
  const { width, feedForwardWidth, biases = [] } = settings;
  const start = startOf(settings, classes);
  const matrix = (
    name: string,
    [from, to]: [number, number],
    initialization = start.matrix(from, to),
    group: ParameterGroup = "hidden",
  ): Parameter => ({ name, shape: [from, to], initialization, group });
  const bias = (
    of: "attention" | "feedForward" | "output",
    name: string,
    size: number,
    initial = zero,
  ): Parameter[] =>
    biases.includes(of) ? [{ name, shape: [size], initialization: initial, group: "bias" }] : [];
  const norm = (name: string): Parameter[] =>
    settings.normalization === "none" ? [] : [
      constantVector(`${name}.gain`, width, 1),
      constantVector(`${name}.bias`, width, 0),
    ];
  const blocks = Array.from({ length: settings.layers }, (_, layer) => `blocks.${layer}`);
  return [
    matrix("embedding.weight", [input.vocabulary, width], start.embedding, "embedding"),
    ...settings.positions === "learned"
      ? [matrix("positions.weight", [input.positions, width], start.embedding, "embedding")]
      : [],
    ...blocks.flatMap((block) => [
      ...["query", "key", "value"].flatMap((name) => [
        matrix(`${block}.attention.${name}`, [width, width], start.projection),
        ...bias("attention", `${block}.attention.${name}Bias`, width, start.projectionBias),
      ]),
      matrix(`${block}.attention.output`, [width, width]),
      ...bias("attention", `${block}.attention.outputBias`, width, start.projectionBias),
      ...norm(`${block}.attention.norm`),
      matrix(`${block}.feedForward.input`, [width, feedForwardWidth]),
      ...bias("feedForward", `${block}.feedForward.inputBias`, feedForwardWidth, start.bias(width)),
      matrix(`${block}.feedForward.output`, [feedForwardWidth, width]),
      ...bias(
        "feedForward",
        `${block}.feedForward.outputBias`,
        width,
        start.bias(feedForwardWidth),
      ),
      ...norm(`${block}.feedForward.norm`),
    ]),
    ...normalizesBefore(settings) ? norm("output.norm") : [],
    matrix("output.weight", [width, classes], start.readout, "readout"),
    ...bias("output", "output.bias", classes, start.bias(width)),
  ];
}

function startOf(settings: Settings, classes: number): Start {
  const { width, initialization, attentionInitialization } = settings;
  const normal = (variance: number): Initialization => ({
    kind: "normal",
    deviation: Math.sqrt(variance),
  });
  // Glorot and Bengio (2010); of queries, keys and values on torch's stacked [3 width, width].
  const xavier = (from: number, to: number): Initialization => ({
    kind: "uniform",
    bound: Math.sqrt(6 / (from + to)),
  });
  switch (initialization) {
    case "normal": // Nanda et al. (arXiv:2301.05217), the second feed-forward matrix included
      return {
        embedding: normal(1 / width),
        projection: normal(1 / width),
        projectionBias: zero,
        readout: normal(1 / classes),
        matrix: () => normal(1 / width),
        bias: () => zero,
      };
    case "xavier":
      return {
        embedding: { kind: "normal", deviation: 0.02 },
        projection: xavier(width, 3 * width),
        projectionBias: zero,
        readout: xavier(width, classes),
        matrix: xavier,
        bias: () => zero,
      };
    case undefined: {
      const isLinear = attentionInitialization === "linear";
      return {
        embedding: normal(1), // torch.nn.Embedding
        projection: isLinear ? linearInitialization(width) : xavier(width, 3 * width),
        projectionBias: isLinear ? linearInitialization(width) : zero,
        readout: linearInitialization(width),
        matrix: linearInitialization,
        bias: linearInitialization,
      };
    }
  }
}

function constantVector(name: string, length: number, value: number): Parameter {
  return { name, shape: [length], initialization: { kind: "constant", value }, group: "norm" };
}
