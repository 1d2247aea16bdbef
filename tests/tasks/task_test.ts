/** What is known of any task from the shape of its data. */
import assert from "node:assert/strict";
import type { DataShape } from "../../schemas/data_shape.ts";
import { chanceOf } from "../../tasks/task.ts";

const input = { kind: "numbers", shape: [2] } as const;

Deno.test("by chance a row is right as often as all of its answers are", () => {
  const chance = (output: DataShape["output"]) => chanceOf({ input, output });
  assert.equal(chance({ kind: "classes", classes: 97, answers: 1 }), 1 / 97);
  assert.equal(chance({ kind: "classes", classes: 10, answers: 4 }), 1e-4);
  assert.equal(chance({ kind: "numbers", width: 3 }), null);
});
