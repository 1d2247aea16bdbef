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

/** A parameter as any rule sees it. */
export interface SeenWeight {
  readonly parameter: Parameter;
  readonly value: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
}

/** A parameter as an update rule sees it. */
export interface Weight extends SeenWeight {
  readonly gradient: Tensor;
}

/** The next value of a parameter, and of each of its slots. */
export interface Update {
  readonly value: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
}

/**
 * What a program does to all parameters at each step. It sees them together, so that it can compare
 * or scale them together.
 */
export interface Rule<
  Seen extends SeenWeight,
  Made extends { readonly slots: Readonly<Record<string, Tensor>> },
  Hyperparameter extends string = string,
> {
  slots(parameter: Parameter): readonly Slot[];
  /** One result for each that is seen, in their order. `randomKey` [2] is the step's own. */
  update(
    seen: readonly Seen[],
    scalars: StepScalars<Hyperparameter>,
    randomKey: Tensor | null,
  ): readonly Made[];
  /** True when `update` draws random numbers, for which there is a `randomKey` then. */
  readonly random?: boolean;
}

/** The next values of all weights, from their gradients. */
export type Optimizer<Hyperparameter extends string = string> = Rule<
  Weight,
  Update,
  Hyperparameter
>;

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

/** One kind of rule: its settings, its formula as a program, and the same in plain numbers. */
export interface RuleKind<
  Seen extends SeenWeight,
  Made extends { readonly slots: Readonly<Record<string, Tensor>> },
  Plain,
  F extends Fields = Fields,
  Structure extends keyof F & string = keyof F & string,
> extends Kind<F> {
  /** Fields that are part of the program; all others are numbers fed to it. */
  readonly structure: readonly Structure[];
  build(
    structure: Pick<SettingsOf<F>, Structure & keyof SettingsOf<F>>,
  ): Rule<Seen, Made, Fed<F, Structure>>;
  /** The published formula in plain float64 numbers, against which the program is tested. */
  plain(settings: SettingsOf<F>): Plain;
  /** Settings the formula is tested with, none of them at a value that hides a term. */
  readonly samples: readonly SettingsOf<F>[];
}

export type OptimizerKind<
  F extends Fields = Fields,
  Structure extends keyof F & string = keyof F & string,
> = RuleKind<Weight, Update, PlainRule, F, Structure>;

export function defineOptimizer<
  const F extends Fields & { readonly learningRate: object },
  const Structure extends keyof F & string = never,
>(kind: OptimizerKind<F, Structure>): OptimizerKind<F, Structure> {
  return kind;
}

/** Settings taken apart into what shapes the program and the numbers that are fed to it. */
export function splitFields(
  fields: Readonly<Record<string, unknown>>,
  structure: readonly string[],
): {
  readonly structure: Readonly<Record<string, unknown>>;
  readonly numbers: Readonly<Record<string, number>>;
} {
  const entries = Object.entries(fields);
  const isStructure = new Set(structure);
  return {
    structure: Object.fromEntries(entries.filter(([name]) => isStructure.has(name))),
    numbers: Object.fromEntries(
      entries.flatMap(([name, value]) => isStructure.has(name) ? [] : [[name, Number(value)]]),
    ),
  };
}

/** Names of the numbers that are fed to the program, besides the learning rate. */
export function fedFields(
  { fields, structure }: { readonly fields: Fields; readonly structure: readonly string[] },
): string[] {
  return Object.keys(fields).filter((name) => name !== "learningRate" && !structure.includes(name));
}
