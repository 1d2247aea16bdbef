/** The largest value of a smooth function in a box: a quasi-Newton ascent that stays inside. */

export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

const ENOUGH = 1e-4; // of the ascent that the slope promises (Armijo 1966)
const MAXIMUM_HALVINGS = 20;

/**
 * Ascends from `start` within |x_i| <= bounds_i for so many iterations, with the inverse Hessian of
 * Broyden, Fletcher, Goldfarb and Shanno over the coordinates that are not held at a bound, and
 * steps that are projected on the box and halved until they ascend. For few coordinates, such as
 * L-BFGS-B (Byrd et al. 1995) is used for where there are many. A value that is not a number ends it.
 */
export async function maximumInBox(
  objective: (x: Float64Array) => Promise<Slope>,
  bounds: Float64Array,
  start: Float64Array,
  iterations: number,
): Promise<{ readonly value: number; readonly at: Float64Array }> {
  const clip = (u: Float64Array) => u.map((value) => Math.max(-1, Math.min(1, value)));
  // In units of the box, so that no coordinate is larger than another.
  const at = async (u: Float64Array): Promise<Slope> => {
    const { value, gradient } = await objective(u.map((each, index) => each * bounds[index]!));
    return { value, gradient: gradient.map((each, index) => each * bounds[index]!) };
  };
  let u: Float64Array = clip(
    start.map((value, index) => bounds[index]! > 0 ? value / bounds[index]! : 0),
  );
  let slope = await at(u);
  let curvature: Float64Array[] | null = null; // the inverse of minus the Hessian
  for (let iteration = 0; iteration < iterations; iteration++) {
    const free = u.map((value, index) =>
      Math.abs(value) < 1 || value * slope.gradient[index]! < 0 ? 1 : 0
    );
    const uphill = slope.gradient.map((value, index) => value * free[index]!);
    if (!(dot(uphill, uphill) > 0)) break;
    let direction = uphill;
    if (curvature !== null) {
      const bent = Float64Array.from(curvature, (row, index) => free[index]! * dot(row, uphill));
      if (dot(bent, uphill) > 0) direction = bent;
    }
    // The first step, and steps of a function without curvature, reach across the box.
    const across = 1 / direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const found = await ascend(at, clip, { u, slope }, direction, curvature ? 1 : across);
    if (found === null) break;
    const s = found.u.map((value, index) => value - u[index]!);
    const y = found.slope.gradient.map((value, index) => slope.gradient[index]! - value);
    curvature = updated(curvature, s, y);
    [u, slope] = [found.u, found.slope];
  }
  return { value: slope.value, at: u.map((value, index) => value * bounds[index]!) };
}

interface Point {
  readonly u: Float64Array;
  readonly slope: Slope;
}

async function ascend(
  at: (u: Float64Array) => Promise<Slope>,
  clip: (u: Float64Array) => Float64Array,
  { u, slope }: Point,
  direction: Float64Array,
  first: number,
): Promise<Point | null> {
  let length = first;
  for (let halving = 0; halving <= MAXIMUM_HALVINGS; halving++) {
    const next = clip(u.map((value, index) => value + length * direction[index]!));
    const step = next.map((value, index) => value - u[index]!);
    const found = await at(next);
    if (found.value >= slope.value + ENOUGH * dot(slope.gradient, step)) {
      return { u: next, slope: found };
    }
    length /= 2;
  }
  return null;
}

/** One update of the inverse; null, which is to begin anew, where the function bends upwards. */
function updated(
  before: Float64Array[] | null,
  s: Float64Array,
  y: Float64Array,
): Float64Array[] | null {
  const product = dot(s, y);
  if (!(product > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y)))) return null;
  const scale = product / dot(y, y);
  const inverse = before ?? Array.from(s, (_, i) => s.map((_, j) => i === j ? scale : 0));
  const bent = Float64Array.from(inverse, (row) => dot(row, y));
  const factor = (1 + dot(y, bent) / product) / product;
  return inverse.map((row, i) =>
    row.map((value, j) =>
      value + factor * s[i]! * s[j]! - (bent[i]! * s[j]! + s[i]! * bent[j]!) / product
    )
  );
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < x.length; index++) sum += x[index]! * y[index]!;
  return sum;
}
