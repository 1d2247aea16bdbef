/** The learning rate over time, as training is told it: knots, and how to go from one to the next. */

export interface Knot {
  /** 0-based step. */
  readonly step: number;
  /** Factor on the learning rate at this step. */
  readonly factor: number;
}

/**
 * The factor on the learning rate at a 0-based step: a straight line from each knot to the next,
 * and after the last knot its own.
 */
export function learningRateFactor(knots: readonly Knot[], step: number): number {
  const next = knots.findIndex((knot) => knot.step > step);
  if (next < 0) return knots.at(-1)!.factor;
  const [from, to] = [knots[next - 1]!, knots[next]!];
  return from.factor + (to.factor - from.factor) * ((step - from.step) / (to.step - from.step));
}
