/** What a progress measure is: numbers about a checkpoint, from its weights and inner tensors. */
import type { Parameter } from "../graph/parameter.ts";
import type { ResiduePairs } from "../numerics/residues.ts";
import type { DataShape } from "../schemas/data_shape.ts";
import { selectNames } from "../schemas/name_patterns.ts";
import type { FieldProblem, Fields, Kind, SettingsOf } from "../schemas/kinds.ts";

/** A dense array, row-major. */
export interface Matrix {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number> & Iterable<number>;
}

/** What can be asked of a run: inner tensors by name, weights, sets of rows. */
export interface Measurable {
  /** Shapes of the inner tensors for one row of data. */
  readonly observations: Readonly<Record<string, readonly number[]>>;
  readonly parameters: readonly Parameter[];
  readonly sets: readonly string[];
  readonly data: DataShape;
  /** p, where all rows of the table are pairs of residues with an answer; null for other tasks. */
  readonly modulus: number | null;
}

/** Names of all parameters. */
export function namesOf({ parameters }: Pick<Measurable, "parameters">): string[] {
  return parameters.map(({ name }) => name);
}

/** Names of the parameters with rows and columns; gains and biases have none. */
export function matricesOf(parameters: readonly Parameter[]): string[] {
  return parameters.filter(({ shape }) => shape.length > 1).map(({ name }) => name);
}

/** The last features before the answer: what transformers read out, else the last layer. */
export function lastFeatures({ observations }: Pick<Measurable, "observations">): string | null {
  if (observations.readout) return "readout";
  return Object.keys(observations).findLast((name) => observations[name]!.length === 2) ?? null;
}

/** The first matrix of weights, where its first rows stand for the tokens of the first position. */
export function embeddingName(
  { parameters, data: { input } }: Pick<Measurable, "parameters" | "data">,
): string | null {
  const first = parameters.find(({ shape }) => shape.length === 2);
  if (first === undefined || input.kind !== "tokens") return null;
  const [rows] = first.shape;
  const { vocabulary, positions } = input;
  return rows === vocabulary || rows === vocabulary * positions ? first.name : null;
}

/** What a measure reads of a checkpoint. */
export interface Needs {
  /** Inner tensors, for all rows of `set`. */
  readonly observations: readonly string[];
  readonly set: string;
  /** Names of weights. */
  readonly parameters: readonly string[];
  /** True of a measure that evaluates the network with other weights. */
  readonly evaluates?: true;
  /** Of what it asks for the slopes in the parameters. */
  readonly differentiates?: "loss" | "outputs";
  /** True of a measure that asks for its inner tensors itself, of rows that it chooses. */
  readonly observes?: true;
  /** True of a measure that looks at all rows of the table, in their order, instead of a set. */
  readonly everyRow?: true;
  /** True of a measure that looks at the outputs too, as the tensor `outputs`. */
  readonly outputs?: true;
}

/** Means over a set of rows; accuracies only where classes are asked for. */
export interface Evaluated {
  readonly loss: number;
  readonly accuracy?: number;
  readonly answerAccuracy?: number;
}

/** A mean loss and its slope in each parameter, by name and in the parameter's shape. */
export interface Gradient {
  readonly loss: number;
  readonly slopes: ReadonlyMap<string, Matrix>;
}

/** The network of a checkpoint, for a measure that asks more of it than its tensors. */
export interface Network {
  readonly sets: readonly string[];
  /** Row by row of the table, of a task that has a modulus; null for others. */
  readonly pairs: ResiduePairs | null;
  /** Row by row of the table: classes [rows, answers], or numbers [rows, width]. */
  readonly targets: Matrix;
  /** Indices of the rows of a set. */
  rows(set: string): Int32Array;
  /** What is measured of the rows of `set`, with these weights in place of the checkpoint's. */
  evaluate(set: string, weights: ReadonlyMap<string, Matrix>): Promise<Evaluated>;
  /**
   * The mean loss over rows of the table and its gradient, without dropout, with these weights in
   * place of the checkpoint's.
   */
  gradient(rows: Int32Array, weights?: ReadonlyMap<string, Matrix>): Promise<Gradient>;
  /** How many outputs an answer has; 0 unless a measure differentiates these. */
  readonly outputs: number;
  /**
   * The slope of v · outputs in each parameter, of a direction v among the outputs of an answer, summed
   * over rows of the table and their answers.
   */
  pullBack(rows: Int32Array, direction: Float32Array): Promise<ReadonlyMap<string, Matrix>>;
  /** The inner tensors that the measure needs, by name, for rows of the table: their first axis. */
  observe(rows: Int32Array): Promise<ReadonlyMap<string, Matrix>>;
}

/** A network that does so much of all this; asked for anything else it throws a TypeError. */
export function networkThat(known: Partial<Network>): Network {
  const refuse = (): never => {
    throw new TypeError("A measure asked more of a network than it said that it needs");
  };
  return {
    sets: [],
    pairs: null,
    targets: { shape: [0, 1], data: [] },
    outputs: 0,
    rows: refuse,
    evaluate: refuse,
    gradient: refuse,
    pullBack: refuse,
    observe: refuse,
    ...known,
  };
}

/** One number of a checkpoint; `layer` names the tensor it is about, where there are several. */
export interface Measured {
  readonly layer?: string;
  readonly value: number;
}

export interface MeasureKind<F extends Fields = Fields> extends Kind<F> {
  /** Why this cannot be measured of such a run. */
  check(settings: SettingsOf<F>, run: Measurable): Iterable<FieldProblem>;
  needs(settings: SettingsOf<F>, run: Measurable): Needs;
  /** The layers it gives a number for, each with a column of its own; none for a single number. */
  layers(settings: SettingsOf<F>, run: Measurable): readonly string[];
  /**
   * `tensors` are those asked for, the first axis of observations being rows. They hold numbers
   * that are not finite where a run diverged; a value that is not finite is recorded as such.
   */
  measure(
    settings: SettingsOf<F>,
    tensors: ReadonlyMap<string, Matrix>,
    network: Network,
  ): readonly Measured[] | Promise<readonly Measured[]>;
  /** Tensors whose measure is known in closed form. */
  readonly samples: readonly {
    readonly settings: SettingsOf<F>;
    readonly tensors: Readonly<Record<string, Matrix>>;
    /** A network whose evaluation with any weights is known in closed form, where one is needed. */
    readonly evaluate?: (weights: ReadonlyMap<string, Matrix>) => Evaluated;
    /** The rows of the table, and which of them are in which set, where they are looked at. */
    readonly pairs?: ResiduePairs;
    readonly sets?: Readonly<Record<string, Int32Array>>;
    /** What else is asked of the network. */
    readonly network?: Partial<
      Pick<Network, "gradient" | "observe" | "outputs" | "pullBack" | "targets">
    >;
    readonly measured: readonly Measured[];
  }[];
}

/** Refuses a set that there is not. */
export function* checkSet(
  set: string,
  { sets }: Pick<Measurable, "sets">,
  field = "set",
): Generator<FieldProblem> {
  if (sets.includes(set)) return;
  yield { fields: [field], message: `there is no set "${set}"; sets are ${sets.join(", ")}` };
}

/** Names of the inner tensors with one row of features for each position of a row of data. */
export function featuresOf({ observations }: Pick<Measurable, "observations">): string[] {
  return Object.keys(observations).filter((name) => observations[name]!.length === 2);
}

/** Refuses names, in the field `tensors`, that are none of these. */
export function* checkFeatures(
  names: readonly string[],
  run: Pick<Measurable, "observations">,
): Generator<FieldProblem> {
  const known = featuresOf(run);
  for (const [index, name] of names.entries()) {
    if (known.includes(name)) continue;
    yield {
      fields: [`tensors.${index}`],
      message: `"${name}" is no matrix inside this network; there are ${known.join(", ")}`,
    };
  }
}

/** Refuses patterns, in the field `parameters`, that no name fits; `thing` is what the names are of. */
export function* checkNames(
  patterns: readonly string[],
  names: readonly string[],
  thing: string,
): Generator<FieldProblem> {
  for (const [index, pattern] of patterns.entries()) {
    if (selectNames(names, [pattern]).length > 0) continue;
    yield {
      fields: [`parameters.${index}`],
      message: `no ${thing} is called "${pattern}"; they are ${names.join(", ")}`,
    };
  }
}

/** Refuses a run that the waves of residues mean nothing to. */
export function* checkPairs(
  { modulus }: Pick<Measurable, "modulus">,
): Generator<FieldProblem> {
  if (modulus !== null) return;
  yield {
    fields: ["kind"],
    message: "is about pairs of numbers modulo p: a task of kind modular with two operands",
  };
}

/** Refuses a network whose first weights do not stand for numbers. */
export function* checkEmbedding(run: Measurable): Generator<FieldProblem> {
  yield* checkPairs(run);
  if (run.modulus === null || embeddingName(run) !== null) return;
  yield { fields: ["kind"], message: "needs a network whose first weights stand for its tokens" };
}

export function defineMeasure<const F extends Fields>(kind: MeasureKind<F>): MeasureKind<F> {
  return kind;
}

/** The column of a measure: `featureRank`, or `featureRank/layers.0` of one layer. */
export function measureColumn(name: string, layer: string | undefined): string {
  return layer === undefined ? name : `${name}/${layer}`;
}

/** The column of a measure, or what its columns of several layers begin with. */
export function measureName(
  { name, kind }: { readonly name?: string | undefined; readonly kind: string },
): string {
  return name ?? kind;
}
