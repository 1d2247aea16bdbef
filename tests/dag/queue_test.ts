import assert from "node:assert/strict";
import fc from "fast-check";
import { Queue } from "../../dag/queue.ts";

Deno.test("Queue gives what is lowest, whenever it came, and not what was removed", () => {
  const place = fc.integer({ min: 0, max: 9 });
  const property = fc.property(fc.array(place), fc.nat(), (places, removed) => {
    const queue = new Queue<number>();
    places.forEach((each, index) => queue.add(String(index), each, each));
    queue.remove(String(removed));
    const expected = places.filter((_, index) => index !== removed).sort((a, b) => a - b);
    assert.equal(queue.size, expected.length);
    assert.deepEqual(expected.map(() => queue.take()), expected);
    assert.equal(queue.take(), undefined);
  });
  fc.assert(property, { seed: 4 });
});
