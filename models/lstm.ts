/**
 * The recurrent network of the PKU study: stacked LSTMs over one-hots, whose last states answer
 * (Hochreiter and Schmidhuber, 1997).
 */
import type { Parameter } from "../graph/parameter.ts";
import { multiplyDimensions } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { sigmoid } from "./activations.ts";
import { dropoutRate, size } from "./fields.ts";
import { concatenate, dropout, dropsAnything } from "./layers.ts";
import {
  answerWidth,
  checkTokens,
  countAnswers,
  defineModel,
  type ForwardContext,
  linearInitialization,
  tokensIn,
} from "./model.ts";
import { classesOf, tokensOf } from "./samples.ts";
import { giveTo, prefixesOf, type Rows, rowsOfBatch, tokenAt } from "./shared_rows.ts";

/**
 * One-hots -> layers of `width` units, dropout between them -> a dense layer on the states of the
 * last layer at the last positions. Layers are those of torch.nn.LSTM: gates in the order input,
 * forget, cell, output, and two biases, which are added but decay each by itself.
 */
export const lstm = defineModel({
  title: "LSTM",
  description: "stacked LSTM layers on one-hots (PKU)",
  source: "PKU report on grokking; Hochreiter and Schmidhuber 1997",
  fields: {
    layers: size.default(2).meta({ description: "number of layers" }),
    width: size.default(128).meta({ description: "units of each layer" }),
    dropout: dropoutRate.default(0.1).meta({
      description: "fraction of units dropped between layers in training, from 0 to below 1",
    }),
  },
  idle: ({ layers }) =>
    layers === 1 ? { dropout: "it stands between layers, and layers is 1" } : {},
  check: (_, data) => checkTokens("an LSTM", data),
  sharesRows: true,
  build(settings, data) {
    const { layers, width } = settings;
    const input = tokensIn(data);
    const initialization = linearInitialization(width);
    const weight = (name: string, shape: number[], group: Parameter["group"]): Parameter => ({
      name,
      shape,
      group,
      initialization,
    });
    return {
      parameters: [
        ...Array.from({ length: layers }, (_, layer) => [
          weight(
            `layers.${layer}.input`,
            [layer === 0 ? input.vocabulary : width, 4 * width],
            "hidden",
          ),
          weight(`layers.${layer}.state`, [width, 4 * width], "hidden"),
          weight(`layers.${layer}.inputBias`, [4 * width], "bias"),
          weight(`layers.${layer}.stateBias`, [4 * width], "bias"),
        ]).flat(),
        weight("output.weight", [width, answerWidth(data)], "readout"),
        weight("output.bias", [answerWidth(data)], "bias"),
      ],
      random: layers > 1 && settings.dropout > 0,
      outputs: (tokens, context) => {
        const batch = rowsOfBatch(tokens);
        const prefixes = context.sharesRows ? prefixesOf(input) : [];
        const table = context.parameter("layers.0.input");
        const read = Array.from({ length: input.positions }, (_, position): AtPosition => {
          const rows = prefixes.find(({ to }) => position < to)?.rows ?? batch;
          return { rows, position, values: table.gather(tokenAt(rows.tokens, position)) };
        });
        let states = runLayer(0, read, width, context);
        for (let layer = 1; layer < layers; layer++) {
          const table = context.parameter(`layers.${layer}.input`);
          const inputs = states.map((state) => {
            const stream = `layers.${layer}.${state.position}`;
            const own = dropsAnything(settings.dropout, context) ? seenFrom(batch, state) : state;
            const kept = dropout(own.values, settings.dropout, stream, context);
            return { ...own, values: kept.matmul(table) };
          });
          states = runLayer(layer, inputs, width, context);
        }
        const last = states.slice(-countAnswers(data)).map((state) =>
          seenFrom(batch, state).values
        );
        return besideEachOther(last, width)
          .matmul(context.parameter("output.weight"))
          .add(context.parameter("output.bias"));
      },
    };
  },
  published: [{
    source: "PKU LSTM, p = 97",
    settings: { layers: 2, width: 128, dropout: 0.1 },
    data: { input: tokensOf(2, 239), output: classesOf(239) },
    parameters: 351_855,
  }],
  samples: [
    {
      settings: { layers: 2, width: 3, dropout: 0.2 },
      data: { input: tokensOf(3, 4), output: classesOf(4) },
    },
    {
      settings: { layers: 1, width: 4, dropout: 0 },
      data: { input: tokensOf(4, 3, true), output: classesOf(3, 2) },
    },
    {
      settings: { layers: 1, width: 3, dropout: 0 },
      data: { input: tokensOf(2, 4), output: { kind: "numbers", width: 2 } },
    },
  ],
});

/** Values [rows, width] at a position, and the rows that they are computed for. */
interface AtPosition {
  readonly rows: Rows;
  readonly position: number;
  readonly values: Tensor;
}

function seenFrom(rows: Rows, { rows: own, position, values }: AtPosition): AtPosition {
  return { rows, position, values: giveTo(rows, own, position, values) };
}

/** The state [rows, width] after each position, from what its input adds to the gates. */
function runLayer(
  layer: number,
  inputs: readonly AtPosition[],
  width: number,
  { parameter, observe }: ForwardContext,
): AtPosition[] {
  const name = `layers.${layer}`;
  const bias = parameter(`${name}.inputBias`).add(parameter(`${name}.stateBias`));
  const states: AtPosition[] = [];
  let cell: AtPosition | null = null;
  for (const { rows, position, values: input } of inputs) {
    const before = states.at(-1); // the first state and cell are zero
    const fresh = input.add(bias);
    const carried = before && {
      ...before,
      values: before.values.matmul(parameter(`${name}.state`)),
    };
    const gates = carried ? fresh.add(seenFrom(rows, carried).values) : fresh;
    const gate = (index: number) => gates.slice(1, index * width, (index + 1) * width);
    const written: Tensor = sigmoid(gate(0)).mul(gate(2).tanh());
    const content: Tensor = cell
      ? sigmoid(gate(1)).mul(seenFrom(rows, cell).values).add(written)
      : written;
    cell = { rows, position, values: observe(`${name}.cell.${position}`, content) };
    const state = observe(`${name}.state.${position}`, sigmoid(gate(3)).mul(cell.values.tanh()));
    states.push({ rows, position, values: state });
  }
  return states;
}

/** Several [rows, width] as [rows * several, width], those of one row together. */
function besideEachOther(tensors: readonly Tensor[], width: number): Tensor {
  if (tensors.length === 1) return tensors[0]!;
  return concatenate(tensors, 1)
    .reshape([multiplyDimensions(tensors[0]!.shape[0]!, tensors.length), width]);
}
