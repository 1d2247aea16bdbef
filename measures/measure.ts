/** What a progress measure is: numbers about a checkpoint, from its weights and inner tensors. */
import type { Parameter } from "../graph/parameter.ts";
import type { DataShape } from "../schemas/data_shape.ts";
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
}

/** Names of the parameters with rows and columns; gains and biases have none. */
export function matricesOf(parameters: readonly Parameter[]): string[] {
  return parameters.filter(({ shape }) => shape.length > 1).map(({ name }) => name);
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
}

/** Means over a set of rows; accuracies only where classes are asked for. */
export interface Evaluated {
  readonly loss: number;
  readonly accuracy?: number;
  readonly answerAccuracy?: number;
}

/** The network of a checkpoint, for a measure that changes its weights. */
export interface Network {
  readonly sets: readonly string[];
  /** What is measured of the rows of `set`, with these weights in place of the checkpoint's. */
  evaluate(set: string, weights: ReadonlyMap<string, Matrix>): Promise<Evaluated>;
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
    readonly measured: readonly Measured[];
  }[];
}

export function defineMeasure<const F extends Fields>(kind: MeasureKind<F>): MeasureKind<F> {
  return kind;
}

/** The column of a measure: `featureRank`, or `featureRank/layers.0` of one layer. */
export function measureColumn(name: string, layer: string | undefined): string {
  return layer === undefined ? name : `${name}/${layer}`;
}
