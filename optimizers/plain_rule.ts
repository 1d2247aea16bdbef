/** Update rules in plain numbers: the published formulas that tests hold the programs against. */

/** A parameter with its gradient, row-major. */
export interface PlainWeight {
  readonly name: string;
  readonly value: Float64Array;
  readonly gradient: Float64Array;
  readonly shape: readonly number[];
  readonly group: string;
}

export interface PlainStep {
  readonly rate: number;
  /** Counts updates from 1. */
  readonly time: number;
  /** Uniform numbers of the step, by the name of their stream. */
  uniform(stream: string, length: number): Float64Array;
}

/** What a rule remembers of each weight, empty before the first step. */
export type Memory = Record<string, Float64Array>;

/** The next values of all weights; of a rule for gradients, the next gradients. */
export type PlainRule<Seen extends PlainWeight = PlainWeight> = (
  weights: readonly Seen[],
  step: PlainStep,
  memories: readonly Memory[],
) => Float64Array[];

/**
 * A formula for one number, applied to every element: it reads and changes its own `memory`, whose
 * numbers are 0 before the first step.
 */
export function elementwise(
  formula: (
    value: number,
    gradient: number,
    step: PlainStep,
    memory: Record<string, number>,
  ) => number,
): PlainRule {
  return (weights, step, memories) =>
    weights.map(({ value, gradient }, which) =>
      value.map((number, at) => {
        const memory = new Proxy<Record<string, number>>({}, {
          get: (_, name: string) => memories[which]![name]?.[at] ?? 0,
          set: (_, name: string, next: number) => {
            (memories[which]![name] ??= new Float64Array(value.length))[at] = next;
            return true;
          },
        });
        return formula(number, gradient[at]!, step, memory);
      })
    );
}

/** The numbers of `gaussian` in graph/gaussian.ts. */
export function plainGaussian(
  { uniform }: PlainStep,
  length: number,
  stream: string,
): Float64Array {
  const angles = uniform(`${stream}.angle`, length);
  return uniform(`${stream}.radius`, length).map((share, at) =>
    Math.sqrt(-2 * Math.log(1 - share)) * Math.cos(2 * Math.PI * angles[at]!)
  );
}
