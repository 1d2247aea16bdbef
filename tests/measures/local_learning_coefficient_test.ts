/** The local learning coefficient of losses whose walk is known. */
import assert from "node:assert/strict";
import { localLearningCoefficient } from "../../measures/local_learning_coefficient.ts";
import { type Matrix, networkThat } from "../../measures/measure.ts";

const WEIGHTS = 400;
const settings = {
  set: "train",
  draws: 2000,
  chains: 1,
  burnIn: 100,
  batch: 8,
  stepSize: 0.01,
  localization: 0,
  beta: 10,
  seed: 0,
};

/** λ of ½ Σ_i h_i w_i² at its bottom. */
async function coefficient(
  h: (index: number) => number,
  changed: Partial<typeof settings> = {},
): Promise<number> {
  const shape = [WEIGHTS];
  const tensors = new Map<string, Matrix>([["w", { shape, data: new Float32Array(WEIGHTS) }]]);
  const network = networkThat({
    rows: () => Int32Array.of(0),
    gradient(_, weights = tensors) {
      const data = Float64Array.from(weights.get("w")!.data, (w, index) => h(index) * w);
      const loss = data.reduce((sum, slope, i) => sum + slope * weights.get("w")!.data[i]! / 2, 0);
      return Promise.resolve({ loss, slopes: new Map([["w", { shape, data }]]) });
    },
  });
  const [measured] = await localLearningCoefficient.measure(
    { ...settings, ...changed },
    tensors,
    network,
  );
  return measured!.value;
}

/** Of 2000 draws, of which a 20th are independent, of 100 weights: four standard deviations. */
function assertNear(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) < 0.056 * expected, `${found} for ${expected}`);
}

// A step multiplies by 1 - a, a = ε (nβ h + γ) / 2, and adds ε: the variance becomes ε / (2a - a²).
const known = (weights: number, h: number, { beta, localization, stepSize }: typeof settings) => {
  const a = stepSize * (beta * h + localization) / 2;
  return weights * beta * h / 2 * stepSize / (2 * a - a * a);
};

Deno.test("a bowl has half its weights for a coefficient, but for the length of the steps", async () => {
  const expected = known(WEIGHTS, 1, settings);
  assertNear(expected, WEIGHTS / 2);
  assertNear(await coefficient(() => 1), expected);
});

Deno.test("weights that the loss does not depend on count for nothing", async () => {
  assertNear(
    await coefficient((index) => index % 4 === 0 ? 1 : 0),
    known(WEIGHTS / 4, 1, settings),
  );
});

Deno.test("a pull to where the walk began makes it smaller", async () => {
  const pulled = { ...settings, localization: 10 };
  assertNear(await coefficient(() => 1, pulled), known(WEIGHTS, 1, pulled));
});

Deno.test("the seed is the walk", async () => {
  const few = { draws: 5, burnIn: 0 };
  assert.equal(await coefficient(() => 1, few), await coefficient(() => 1, few));
  assert.notEqual(await coefficient(() => 1, few), await coefficient(() => 1, { ...few, seed: 1 }));
});
