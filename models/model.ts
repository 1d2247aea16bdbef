/** What a network is: named parameters with initial distributions, and a forward pass. */
import type { Initialization, Parameter } from "../graph/parameter.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { DataShape, TokenInput } from "../schemas/data_shape.ts";
import type { FieldProblem, Fields, Kind, SettingsOf } from "../schemas/kinds.ts";

export interface ForwardContext {
  /** The tensor of a parameter. */
  parameter(name: string): Tensor;
  /** Key [2] of the step, for dropout and noise; null when the network is only evaluated. */
  readonly randomKey: Tensor | null;
  /**
   * Gives an inner tensor a name by which measures can ask for it, such as `blocks.0.attention`,
   * and returns it. Its first axis is the rows of the batch, or these times a fixed number.
   */
  observe(name: string, tensor: Tensor): Tensor;
  /**
   * Whether what rows of the batch have in common is computed once: worth it where these are more
   * than there are tokens. Inner tensors have other rows then, and are not to be observed.
   */
  readonly sharesRows: boolean;
}

export interface Model {
  readonly parameters: readonly Parameter[];
  /** True when training draws random numbers. */
  readonly random: boolean;
  /**
   * Logits [rows * answers, classes] or numbers [rows, width], from tokens [rows, positions] or
   * numbers [rows, ...shape].
   */
  outputs(inputs: Tensor, context: ForwardContext): Tensor;
}

/** Settings and data of one network. */
export interface ModelSample<F extends Fields = Fields> {
  readonly settings: SettingsOf<F>;
  readonly data: DataShape;
}

/** A network of a paper or of a public code. */
export interface PublishedModel<F extends Fields = Fields> extends ModelSample<F> {
  readonly source: string;
  /** How many it has there. */
  readonly parameters: number;
}

/** One kind of network. */
export interface ModelKind<F extends Fields = Fields> extends Kind<F> {
  /** Why there can be no such network for such data. */
  check(settings: SettingsOf<F>, data: DataShape): Iterable<FieldProblem>;
  build(settings: SettingsOf<F>, data: DataShape): Model;
  /** Whether it computes anything once that rows of a batch have in common (`shared_rows.ts`). */
  readonly sharesRows?: true;
  readonly published: readonly PublishedModel<F>[];
  /** Small networks that tests differentiate and run on every engine. */
  readonly samples: readonly ModelSample<F>[];
}

export function defineModel<const F extends Fields>(kind: ModelKind<F>): ModelKind<F> {
  return kind;
}

/** Uniform in +-1/sqrt(fanIn): what torch.nn.Linear starts weights and biases with. */
export function linearInitialization(fanIn: number): Initialization {
  return { kind: "uniform", bound: 1 / Math.sqrt(fanIn) };
}

/** A network that answers at its last positions gives this many answers for each row. */
export function countAnswers({ output }: DataShape): number {
  return output.kind === "classes" ? output.answers : 1;
}

/** Units that one answer takes: a logit for each class, or the numbers themselves. */
export function answerWidth({ output }: DataShape): number {
  return output.kind === "classes" ? output.classes : output.width;
}

/** The refusal of data in which later tokens give earlier answers away. */
export function* refuseCausal(
  model: string,
  { input }: DataShape,
  field = "model.kind",
): Generator<FieldProblem> {
  if (input.kind !== "tokens" || !input.causal) return;
  yield {
    fields: [field, "task.encoding", "task.kind"],
    message: `${model} sees all tokens of a row at once, and here some of them are the answers; ` +
      "use a network that never looks ahead, such as a transformer with readout: last, or an " +
      "encoding without answers among the tokens",
  };
}

/** Why a network that reads tokens, and answers at the last of them, cannot have such data. */
export function* checkTokens(model: string, data: DataShape): Generator<FieldProblem> {
  if (data.input.kind !== "tokens") {
    yield {
      fields: ["model.kind", "task.kind"],
      message: `${model} reads tokens, and this task gives numbers; use mlp`,
    };
    return;
  }
  const answers = countAnswers(data);
  if (answers > data.input.positions) {
    yield {
      fields: ["model.kind", "task.kind"],
      message: `${model} answers at its last positions, and ${data.input.positions} tokens have ` +
        `no room for ${answers} answers`,
    };
  }
}

/** The tokens of data that passed the check. */
export function tokensIn({ input }: DataShape): TokenInput {
  if (input.kind === "tokens") return input;
  throw new TypeError("The network reads tokens, and these data are numbers");
}
