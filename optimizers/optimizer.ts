/** What an update rule is: new values of all parameters and of the numbers kept beside them. */
import type { Parameter } from "../graph/parameter.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Fields, Kind, SettingsOf } from "../schemas/kinds.ts";
import type { PlainRule } from "./plain_rule.ts";

/** Scalars of one step. `learningRate` has the schedule applied; `time` counts updates from 1. */
export interface StepScalars<Hyperparameter extends string = string> {
  readonly learningRate: Tensor;
  readonly time: Tensor;
  readonly hyperparameters: Readonly<Record<Hyperparameter, Tensor>>;
}

/** A tensor kept beside a parameter from step to step. */
export interface Slot {
  readonly name: string;
  readonly shape: readonly number[];
  /** Zeros, or a copy of what the parameter starts with. */
  readonly start: "zero" | "parameter";
}

/** A parameter as an update rule sees it. */
export interface Weight {
  readonly parameter: Parameter;
  readonly value: Tensor;
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
}

/** The next value of a parameter, and of each of its slots. */
export interface Update {
  readonly value: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
}

/** An update rule; it sees all parameters at once, so that it can compare or scale them together. */
export interface Optimizer<Hyperparameter extends string = string> {
  slots(parameter: Parameter): readonly Slot[];
  /** One update for each weight, in their order. `randomKey` [2] is the step's own, if asked for. */
  update(
    weights: readonly Weight[],
    scalars: StepScalars<Hyperparameter>,
    randomKey: Tensor | null,
  ): readonly Update[];
  /** True when `update` draws random numbers. */
  readonly random?: boolean;
}

/** A rule for one parameter at a time, with slots of its shape that start at zero, as an optimizer. */
export function each<Hyperparameter extends string, Name extends string>(
  slotNames: readonly Name[],
  rule: (
    weight: Weight & { readonly slots: Readonly<Record<Name, Tensor>> },
    scalars: StepScalars<Hyperparameter>,
  ) => { readonly value: Tensor; readonly slots: Readonly<Record<Name, Tensor>> },
): Optimizer<Hyperparameter> {
  return {
    slots: ({ shape }) => slotNames.map((name) => ({ name, shape, start: "zero" })),
    update: (weights, scalars) =>
      // The program gives each weight the slots that `slots` asks for.
      weights.map((weight) => rule(weight as Parameters<typeof rule>[0], scalars)),
  };
}

/** Fields that are numbers fed to the program, so that changing one changes no program. */
type Fed<F extends Fields, Structure extends string> = Exclude<
  keyof F & string,
  Structure | "learningRate"
>;

/** One kind of optimizer: its settings, its rule, and the same rule in plain numbers. */
export interface OptimizerKind<
  F extends Fields = Fields,
  Structure extends keyof F & string = keyof F & string,
> extends Kind<F> {
  /** Fields that are part of the program; all others are numbers fed to it. */
  readonly structure: readonly Structure[];
  build(structure: Pick<SettingsOf<F>, Structure>): Optimizer<Fed<F, Structure>>;
  /** The published formula in plain float64 numbers, against which the program is tested. */
  plain(settings: SettingsOf<F>): PlainRule;
  /** Settings the formula is tested with, none of them at a value that hides a term. */
  readonly samples: readonly SettingsOf<F>[];
}

export function defineOptimizer<
  const F extends Fields & { readonly learningRate: object },
  const Structure extends keyof F & string = never,
>(kind: OptimizerKind<F, Structure>): OptimizerKind<F, Structure> {
  return kind;
}
