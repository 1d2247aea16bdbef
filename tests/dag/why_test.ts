import assert from "node:assert/strict";
import type { Action } from "../../dag/action.ts";
import { planActions } from "../../dag/plan.ts";
import { RecordIndex } from "../../dag/record_index.ts";
import { explainAction, joinReasons } from "../../dag/why.ts";
import { chain, makeRig, type Rig } from "./fixtures/rig.ts";

async function explain(rig: Rig, action: Action): Promise<string> {
  const index = new RecordIndex(rig.store);
  const [entry] = await planActions([action], rig.environment, index);
  return await explainAction(entry!, index);
}

Deno.test("explainAction() says in one sentence what changed since last time", async () => {
  await using rig = await makeRig();
  await rig.run([chain("train", { start: 1, rate: 0.01 }, [1])]);
  assert.equal(
    await explain(rig, chain("train", { start: 1, rate: 0.02 }, [1])),
    "train: parameter rate changed from 0.01 to 0.02",
  );
  rig.edit("accumulate");
  assert.equal(
    await explain(rig, chain("train", { start: 1, rate: 0.02 }, [1])),
    "train: parameter rate changed from 0.01 to 0.02, code of the stage changed",
  );
});

Deno.test("explainAction() compares with the most similar record of the same action", async () => {
  await using rig = await makeRig();
  await rig.run([
    chain("train", { start: 1, rate: 1, decay: 1 }, [1]),
    chain("other", { start: 1, rate: 2, decay: 3 }, [1]),
  ]);
  await rig.run([chain("train", { start: 1, rate: 2, decay: 2 }, [1])]);
  assert.equal(
    await explain(rig, chain("train", { start: 1, rate: 2, decay: 3.5 }, [1])),
    "train: parameter decay changed from 2 to 3.5",
  );
});

Deno.test("explainAction() compares with the last of equally similar records", async () => {
  await using rig = await makeRig();
  const rates = [0.01, 0.02, 0.04, 0.03];
  for (const rate of rates) await rig.run([chain("train", { start: 1, rate }, [1])]);
  assert.equal(
    await explain(rig, chain("train", { start: 1, rate: 0.05 }, [1])),
    "train: parameter rate changed from 0.03 to 0.05",
  );
});

Deno.test("explainAction() compares an action that was never built with the most similar", async () => {
  await using rig = await makeRig();
  assert.equal(await explain(rig, chain("a", { start: 1 }, [1])), "a: never built");
  await rig.run([chain("a", { start: 1 }, [1]), chain("b", { start: 9, more: 1 }, [1])]);
  assert.equal(
    await explain(rig, chain("c", { start: 2 }, [1])),
    "c: never built; compared with a, parameter start changed from 1 to 2",
  );
});

Deno.test("explainAction() says when there is nothing to explain and where a chain goes on", async () => {
  await using rig = await makeRig();
  await rig.run([chain("a", { start: 1 }, [1, 2])]);
  assert.equal(await explain(rig, chain("a", { start: 1 }, [1, 2])), "a is up to date");
  assert.equal(
    await explain(rig, chain("a", { start: 1 }, [1, 2, 3])),
    "a: continues from link 2 of 3",
  );
});

Deno.test("joinReasons() makes one sentence of all reasons", () => {
  const reasons = ["one", "two"].map((sentence) => ({ name: "neverBuilt" as const, sentence }));
  assert.equal(joinReasons(reasons), "one, two");
  const many = Array.from("abcdef", (sentence) => ({ name: "neverBuilt" as const, sentence }));
  assert.equal(joinReasons(many.slice(2)), "c, d, e, f");
  assert.equal(joinReasons(many), "a, b, c and 3 changes more");
});
