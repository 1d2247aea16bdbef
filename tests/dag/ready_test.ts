import assert from "node:assert/strict";
import { planActions } from "../../dag/plan.ts";
import { ReadyRequests } from "../../dag/ready.ts";
import { RecordIndex } from "../../dag/record_index.ts";
import type { Action } from "../../dag/action.ts";
import { chain, makeRig, once, type Rig } from "./fixtures/rig.ts";

async function readyOf(rig: Rig, actions: readonly Action[], most: number): Promise<ReadyRequests> {
  const ready = new ReadyRequests(rig.environment, most);
  const plan = await planActions(actions, rig.environment, new RecordIndex(rig.store));
  plan.forEach(({ request }, place) => ready.add(request!, place));
  return ready;
}

/** Ids of what is taken, with a mark for those that can go together. */
function take(ready: ReadyRequests, aloneAtWork: boolean): string | null {
  const next = ready.take(aloneAtWork);
  if (next === null) return null;
  const ids = next.requests.map(({ action }) => action).join("+");
  return next.alone ? ids : `${ids} together`;
}

const low = [1, 2, 3].map((start) => chain(`low${start}`, { start }, [1]));
const high = [101, 102].map((start) => chain(`high${start}`, { start }, [1]));

Deno.test("requests of one kind wait for what goes alone, and then go together", async () => {
  await using rig = await makeRig();
  const ready = await readyOf(rig, [low[0]!, high[0]!, once("x", "concatenate", 1), low[1]!], 8);
  assert.equal(ready.size, 3);
  assert.equal(take(ready, false), "x");
  assert.equal(take(ready, true), null);
  assert.equal(take(ready, false), "low1+low2 together");
  assert.equal(take(ready, false), "high101 together");
  assert.equal(take(ready, false), null);
  assert.equal(ready.size, 0);
});

Deno.test("as many as may go together wait for nobody", async () => {
  await using rig = await makeRig();
  const ready = await readyOf(rig, [...high, ...low], 3);
  assert.equal(take(ready, true), "low1+low2+low3 together");
  assert.equal(take(ready, true), null);
});

Deno.test("a request that is taken back does not go, and leaves no kind behind", async () => {
  await using rig = await makeRig();
  const ready = await readyOf(rig, [...low, high[0]!], 8);
  ready.remove("low2");
  ready.remove("high101");
  assert.equal(ready.size, 1);
  assert.equal(take(ready, false), "low1+low3 together");
});

Deno.test("where none go together, each goes alone in its place", async () => {
  await using rig = await makeRig();
  const ready = await readyOf(rig, low.toReversed(), 1);
  assert.deepEqual([1, 2, 3].map(() => take(ready, true)), ["low3", "low2", "low1"]);
});
