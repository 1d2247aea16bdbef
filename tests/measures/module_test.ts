/** The file of each measure. */
import assert from "node:assert/strict";
import { measureKinds } from "../../measures/mod.ts";
import { loadMeasure } from "../../measures/module.ts";

Deno.test("each measure is in the file that is named after it", async () => {
  for (const [kind, row] of Object.entries(measureKinds)) {
    assert.equal(await loadMeasure(kind), row, kind);
  }
});
