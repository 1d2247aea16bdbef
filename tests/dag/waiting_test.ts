import assert from "node:assert/strict";
import { Waiting } from "../../dag/waiting.ts";
import { once, outputs } from "./fixtures/rig.ts";

const actions = [
  once("a", "concatenate", 1),
  once("b", "concatenate", 1),
  once("both", "concatenate", 1, { from: outputs("a", "b", "a") }),
  once("end", "concatenate", 1, { from: outputs("both") }),
];

Deno.test("Waiting tells who waited for nothing else, and who waits again", () => {
  const done = new Map([["a", null]]);
  const waiting = new Waiting(actions, done);
  assert.deepEqual(actions.map(({ id }) => waiting.isReady(id)), [true, true, false, false]);
  done.set("b", null);
  assert.deepEqual(waiting.finish("b"), ["both"]);
  done.set("both", null);
  assert.deepEqual(waiting.finish("both"), ["end"]);

  const lost = waiting.withReaders(["a"]);
  assert.deepEqual([...lost], ["a", "both", "end"]);
  for (const id of lost) done.delete(id);
  waiting.recount(lost);
  assert.deepEqual(actions.map(({ id }) => waiting.isReady(id)), [true, true, false, false]);
  done.set("a", null);
  assert.deepEqual(waiting.finish("a"), ["both"]);
});
