import assert from "node:assert/strict";
import { findRecord, isFinished, linkKey, type LinkWork, walkLinks } from "../../dag/links.ts";
import { codeIdentity } from "../../dag/registry.ts";
import { keyOf } from "../../store/content_hash.ts";
import { chain, damage, makeRig, type Rig } from "./fixtures/rig.ts";

/** A chain of three links that has been run. */
async function afterChain(
  test: (rig: Rig, work: LinkWork) => Promise<void> | void,
): Promise<void> {
  await using rig = await makeRig();
  const action = chain("train", { start: 1 }, [1, 2, 3]);
  await rig.run([action]);
  const { stage, params, links } = action;
  await test(rig, { stage, params, links, inputs: {}, ...codeIdentity(rig.environment, action) });
}

Deno.test("linkKey() has a golden hash: a change of it makes all records worthless", () => {
  const work: LinkWork = {
    stage: "train",
    code: keyOf("code"),
    params: { seed: 0 },
    engine: null,
    inputs: { program: [] },
    links: [{ until: 10 }],
  };
  // Python: sha256(json.dumps(key, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
  assert.equal(
    keyOf(linkKey(work, 0, null)),
    "333c193537af1f4e257d6f2aa0c35b133a14088e20373657b0cecbfcdec7bba3",
  );
});

Deno.test("walkLinks() finds every record of a chain that is done", () =>
  afterChain(async (rig, work) => {
    const walk = await walkLinks(work, rig.store);
    assert.equal(walk.next, null);
    assert.equal(walk.records.length, 3);
    assert.deepEqual(walk.records[1]!.key.previous, {
      state: walk.records[0]!.files.state!.hash,
      slice: walk.records[0]!.files.slice!.hash,
    });
  }));

Deno.test("walkLinks() stops at the first link without a record and gives its key", () =>
  afterChain(async (rig, work) => {
    const walk = await walkLinks({ ...work, links: [1, 2, 4] }, rig.store);
    assert.equal(walk.records.length, 2);
    assert.equal(walk.next?.link, 4);
    assert.equal(walk.lostFile, null);
  }));

Deno.test("walkLinks() names the file that a record lacks", () =>
  afterChain(async (rig, work) => {
    const { records } = await walkLinks(work, rig.store);
    await damage(rig.store.objectPath(records[1]!.files.slice!.hash), "truncate");
    const walk = await walkLinks(work, rig.store);
    assert.equal(walk.records.length, 1);
    assert.equal(walk.lostFile, "slice");
    assert.equal((await findRecord(rig.store, records[1]!.key))?.lostFile, "slice");
    assert.equal(await findRecord(rig.store, { ...records[1]!.key, link: "other" }), null);
  }));

Deno.test("isFinished() is true after the last link and after one that ended the chain", () =>
  afterChain(async (rig, work) => {
    const { records } = await walkLinks(work, rig.store);
    assert.ok(isFinished(work, records));
    assert.ok(!isFinished(work, records.slice(1)));
    assert.ok(isFinished(work, [{ ...records[0]!, ended: true }]));
    assert.ok(!isFinished(work, []));
  }));
