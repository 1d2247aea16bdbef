/** Every progress measure on tensors whose measure is known in closed form. */
import assert from "node:assert/strict";
import { findMeasure, measureKinds, MeasureSettings } from "../../measures/mod.ts";

for (const kind of Object.keys(measureKinds) as MeasureSettings["kind"][]) {
  const { title, samples, measure } = findMeasure(kind);
  for (const [index, { settings, tensors, measured }] of samples.entries()) {
    Deno.test(`the ${title} of sample ${index} is what its row says`, () => {
      MeasureSettings.parse({ kind, ...settings });
      const found = measure(settings, new Map(Object.entries(tensors)));
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

  Deno.test(`the ${title} has a sample, and settings that may be left out`, () => {
    assert.ok(samples.length > 0);
    MeasureSettings.parse({ kind });
  });
}
