/** Every progress measure on tensors whose measure is known in closed form. */
import assert from "node:assert/strict";
import {
  type Matrix,
  type MeasureKind,
  type Network,
  networkThat,
} from "../../measures/measure.ts";
import { findMeasure, measureKinds, MeasureSettings } from "../../measures/mod.ts";

type Sample = MeasureKind["samples"][number];

/** What the network of a sample says, each of its numbers put through `change`. */
function networkOf(
  { evaluate, pairs, sets, network = {} }: Sample,
  change = (value: number) => value,
): Network {
  const changed = ({ shape, data }: Matrix) => ({ shape, data: Array.from(data, change) });
  const all = (matrices: ReadonlyMap<string, Matrix>) =>
    new Map([...matrices].map(([name, matrix]) => [name, changed(matrix)] as const));
  return networkThat({
    sets: Object.keys(sets ?? { train: [] }),
    pairs: pairs ?? null,
    ...sets && { rows: (set: string) => sets[set]! },
    ...evaluate && {
      evaluate: (_: string, weights: ReadonlyMap<string, Matrix>) =>
        Promise.resolve(evaluate(weights)),
    },
    ...network,
    ...network.gradient && {
      async gradient(rows: Int32Array, weights?: ReadonlyMap<string, Matrix>) {
        const { loss, slopes } = await network.gradient!(rows, weights);
        return { loss: change(loss), slopes: all(slopes) };
      },
    },
    ...network.pullBack && {
      pullBack: async (rows: Int32Array, direction: Float32Array) =>
        all(await network.pullBack!(rows, direction)),
    },
    ...network.observe && {
      observe: async (rows: Int32Array) => all(await network.observe!(rows)),
    },
  });
}

for (const kind of Object.keys(measureKinds) as MeasureSettings["kind"][]) {
  const { title, samples, measure } = findMeasure(kind);
  for (const [index, sample] of samples.entries()) {
    const { settings, tensors, measured } = sample;
    Deno.test(`the ${title} of sample ${index} is what its row says`, async () => {
      MeasureSettings.parse({ kind, ...settings });
      const found = await measure(settings, new Map(Object.entries(tensors)), networkOf(sample));
      assert.deepEqual(
        found.map(({ layer }) => layer),
        measured.map(({ layer }) => layer),
      );
      for (const [at, { value }] of measured.entries()) {
        const off = Math.abs(found[at]!.value - value);
        assert.ok(off <= 1e-9 * Math.max(1, Math.abs(value)), `${found[at]!.value} for ${value}`);
      }
    });
  }

  Deno.test(`the ${title} of a run that diverged is not a finite number`, async () => {
    const sample = samples[0]!;
    const { settings, tensors, measured } = sample;
    for (const bad of [NaN, Infinity, -Infinity]) {
      const lost = Object.entries(tensors).map(([name, { shape, data }]) =>
        [name, { shape, data: Array.from(data, () => bad) }] as const
      );
      const found = await measure(settings, new Map(lost), networkOf(sample, () => bad));
      assert.deepEqual(found.map(({ layer }) => layer), measured.map(({ layer }) => layer));
      assert.ok(found.every(({ value }) => !Number.isFinite(value)), JSON.stringify(found));
    }
  });

  Deno.test(`the ${title} has a sample, and settings that may be left out`, () => {
    assert.ok(samples.length > 0);
    MeasureSettings.parse({ kind });
  });
}
