/** All that a step does to the weights: rules for gradients, the optimizer, rules for weights. */
import type { Parameter, ParameterGroup } from "../graph/parameter.ts";
import type { Tensor } from "../graph/tensor.ts";
import { findGradientRule, type GradientRuleSettings } from "../gradient_rules/mod.ts";
import {
  buildOptimizer,
  type BuiltOptimizer,
  type OptimizerSettings,
  type OptimizerStructure,
  splitOptimizer,
} from "../optimizers/mod.ts";
import {
  fedFields,
  type RuleKind,
  type SeenWeight,
  type Slot,
  splitFields,
  type StepScalars,
} from "../optimizers/optimizer.ts";
import { findWeightRule, type WeightRuleSettings } from "../weight_rules/mod.ts";

/** What of an experiment says how a step changes the weights. */
export interface UpdateSettings {
  readonly optimizer: OptimizerSettings;
  readonly gradient?: readonly GradientRuleSettings[] | undefined;
  readonly weights?: readonly WeightRuleSettings[] | undefined;
}

/** What of a rule is part of the program. */
export interface RuleStructure<Kind extends string> {
  readonly kind: Kind;
  readonly groups?: readonly ParameterGroup[];
  readonly [field: string]: unknown;
}

/** What of an update is part of the program; lists without rules are not there. */
export interface UpdateStructure {
  readonly optimizer: OptimizerStructure;
  readonly gradient?: readonly RuleStructure<GradientRuleSettings["kind"]>[];
  readonly weights?: readonly RuleStructure<WeightRuleSettings["kind"]>[];
}

/** Settings taken apart into what shapes the program and the numbers that are fed to it. */
export function splitUpdate({ optimizer, gradient = [], weights = [] }: UpdateSettings): {
  readonly structure: UpdateStructure;
  readonly learningRate: number;
  readonly hyperparameters: Readonly<Record<string, number>>;
} {
  const { structure, learningRate, hyperparameters } = splitOptimizer(optimizer);
  const before = splitRules("gradient", gradient, findGradientRule);
  const after = splitRules("weights", weights, findWeightRule);
  return {
    structure: {
      optimizer: structure,
      ...gradient.length > 0 && { gradient: before.structure },
      ...weights.length > 0 && { weights: after.structure },
    },
    learningRate,
    hyperparameters: { ...hyperparameters, ...before.numbers, ...after.numbers },
  };
}

/** The optimizer with the rules around it, as one. */
export function buildUpdate(
  { optimizer, gradient = [], weights: weightRules = [] }: UpdateStructure,
): BuiltOptimizer {
  const own = buildOptimizer(optimizer);
  const before = placeRules("gradient", gradient, findGradientRule);
  const after = placeRules("weights", weightRules, findWeightRule);
  const rules = [own, ...before, ...after];
  return {
    hyperparameters: rules.flatMap(({ hyperparameters }) => hyperparameters),
    random: rules.some(({ random }) => random),
    slots: (parameter) => rules.flatMap((rule) => rule.slots(parameter)),
    update(weights, scalars, randomKey) {
      const gradients = weights.map(({ gradient }) => gradient);
      const slots = weights.map((): Record<string, Tensor> => ({}));
      const withGradients = () =>
        weights.map((weight, at) => ({ ...weight, gradient: gradients[at]! }));
      for (const rule of before) {
        for (const [at, made] of rule.update(withGradients(), scalars, randomKey)) {
          gradients[at] = made.gradient;
          Object.assign(slots[at]!, made.slots);
        }
      }
      const updates = own.update(withGradients(), scalars, randomKey);
      const values = updates.map(({ value }) => value);
      for (const rule of after) {
        const moved = weights.map(({ parameter, value, slots }, at) => ({
          parameter,
          previous: value,
          value: values[at]!,
          slots,
        }));
        for (const [at, made] of rule.update(moved, scalars, randomKey)) {
          values[at] = made.value;
          Object.assign(slots[at]!, made.slots);
        }
      }
      return values.map((value, at) => ({ value, slots: { ...slots[at], ...updates[at]!.slots } }));
    },
  };
}

/** The kinds of one list, and what the program is fed for them. */
function splitRules<Kind extends string>(
  list: string,
  rules: readonly { readonly kind: Kind; readonly groups?: readonly ParameterGroup[] }[],
  find: (kind: Kind) => Pick<RuleKind<never, never, never>, "structure">,
): {
  readonly structure: readonly RuleStructure<Kind>[];
  readonly numbers: Readonly<Record<string, number>>;
} {
  const taken = rules.map(({ kind, groups, ...fields }) => {
    const { structure, numbers } = splitFields(fields, find(kind).structure);
    return { structure: { kind, ...groups && { groups }, ...structure }, numbers };
  });
  const numbers = taken.flatMap(({ numbers }, index) =>
    Object.entries(numbers).map(([name, value]) => [placedName(list, index, name), value] as const)
  );
  return {
    structure: taken.map(({ structure }) => structure),
    numbers: Object.fromEntries(numbers),
  };
}

/** A rule in its place in a list, for the parameters it is for. */
interface PlacedRule<Seen, Made> {
  readonly hyperparameters: readonly string[];
  readonly random: boolean;
  slots(parameter: Parameter): readonly Slot[];
  /** What it made of those that it is for, by their index. */
  update(
    seen: readonly Seen[],
    scalars: StepScalars,
    randomKey: Tensor | null,
  ): readonly (readonly [index: number, Made])[];
}

function placeRules<
  Kind extends string,
  Seen extends SeenWeight,
  Made extends { readonly slots: Readonly<Record<string, Tensor>> },
>(
  list: string,
  rules: readonly RuleStructure<Kind>[],
  find: (kind: Kind) => RuleKind<Seen, Made, unknown>,
): PlacedRule<Seen, Made>[] {
  return rules.map(({ kind, groups, ...structure }, index) => {
    const row = find(kind);
    const rule = row.build(structure);
    const isFor = ({ group }: Parameter) => groups === undefined || groups.includes(group);
    const placed = (name: string) => placedName(list, index, name);
    const own = <T>(all: Readonly<Record<string, T>>, names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, all[placed(name)]!]));
    return {
      hyperparameters: fedFields(row).map(placed),
      random: rule.random === true,
      slots: (parameter) =>
        isFor(parameter)
          ? rule.slots(parameter).map((slot) => ({ ...slot, name: placed(slot.name) }))
          : [],
      update(seen, scalars, randomKey) {
        const chosen = [...seen.entries()].filter(([, { parameter }]) => isFor(parameter));
        if (chosen.length === 0) return [];
        const inside = chosen.map(([, weight]) => ({
          ...weight,
          slots: own(weight.slots, rule.slots(weight.parameter).map(({ name }) => name)),
        }));
        const hyperparameters = own(scalars.hyperparameters, fedFields(row));
        return rule.update(inside, { ...scalars, hyperparameters }, randomKey)
          .map((made, at) => [chosen[at]![0], { ...made, slots: renamed(made.slots, placed) }]);
      },
    };
  });
}

/** Several rules of one kind keep their numbers apart. */
function placedName(list: string, index: number, name: string): string {
  return `${list}.${index}.${name}`;
}

function renamed<T>(
  all: Readonly<Record<string, T>>,
  rename: (name: string) => string,
): Record<string, T> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [rename(name), value]));
}
