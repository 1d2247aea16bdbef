import assert from "node:assert/strict";
import { knownInputs, partInputs, resolveInputs } from "../../dag/inputs.ts";
import type { InputSource } from "../../dag/action.ts";
import { chain, makeRig, once, outputs } from "./fixtures/rig.ts";

Deno.test("resolveInputs() gives the last file of a chain, or all of them, and given contents", async () => {
  await using rig = await makeRig();
  const { records } = await rig.run([chain("train", { start: 0 }, [1, 2])]);
  const given = await rig.store.putBytes(new Uint8Array(3));
  const [first, second] = records.get("train")!.map(({ files }) => files.slice!);

  const action = once("join", "concatenate", 1, {
    last: [{ action: "train", file: "slice" }],
    all: [{ content: given }, { action: "train", file: "slice", links: "all" }],
  });

  assert.deepEqual(resolveInputs(action, records), {
    last: [second],
    all: [given, first, second],
  });
});

Deno.test("resolveInputs() is null and knownInputs() has a gap while something is not done", async () => {
  await using rig = await makeRig();
  const { records } = await rig.run([chain("train", { start: 0 }, [1])]);
  const file = records.get("train")![0]!.files.slice!;
  const sources: InputSource[] = ["train", "later"].map((id) => ({ action: id, file: "slice" }));
  const action = once("join", "concatenate", 1, { sources });

  assert.equal(resolveInputs(action, records), null);
  assert.deepEqual(knownInputs(action, records), { sources: [[file], null] });
});

Deno.test("resolveInputs() says which files there are when one is not", async () => {
  await using rig = await makeRig();
  const { records } = await rig.run([chain("train", { start: 0 }, [1])]);
  const action = once("join", "concatenate", 1, { program: [{ action: "train", file: "stat" }] });
  assert.throws(() => resolveInputs(action, records), {
    name: "TypeError",
    message: 'Input "program" of action "join" is the file "stat" of "train", which makes only ' +
      '"slice", "state"',
  });
});

Deno.test("partInputs() gives each link its own file, and wants as many of one as of another", () => {
  const each = (file: string): InputSource[] => [{ action: "train", file, links: "each" }];
  const action = once("join", "inspect", 1, { a: each("a"), b: each("b"), c: outputs("c") });
  assert.deepEqual(partInputs(action, { a: [1, 2], b: [3, 4], c: [5] }), {
    inputs: { c: [5] },
    each: [{ a: 1, b: 3 }, { a: 2, b: 4 }],
  });
  assert.throws(
    () => partInputs(action, { a: [1, 2], b: [3], c: [] }),
    /reads one file of "a" and of "b", but there are 2 of the one and 1 of the other/,
  );
});
