import assert from "node:assert/strict";
import { recognise, stateDictNames, stateDicts } from "../../state_dicts/mod.ts";
import type { StateDict } from "../../state_dicts/state_dict.ts";

const sizes = { layers: 2, heads: 4 };

for (const name of stateDictNames) {
  const row: StateDict = stateDicts[name];
  const theirs = [...new Set(row.pieces(sizes).map((piece) => piece.theirs))];

  Deno.test(`${name} is recognised by the names of its tensors, behind any of its prefixes`, () => {
    for (const prefix of ["", ...row.prefixes]) {
      const found = recognise([...theirs, "unknown"].map((each) => prefix + each));
      assert.deepEqual([found?.name, found?.prefix], [name, prefix]);
      assert.deepEqual(
        new Set(found!.pieces.map((piece) => piece.theirs)),
        new Set(theirs),
      );
    }
    assert.notEqual(recognise(theirs.slice(1))?.name, name);
  });

  Deno.test(`${name} names each part of a tensor once, on both sides`, () => {
    for (const side of ["our", "their"] as const) {
      const parts = new Map<string, number[]>();
      for (const piece of row.pieces(sizes)) {
        const tensor = side === "our" ? piece.ours : piece.theirs;
        const [index, of] = (side === "our" ? piece.ourPart : piece.theirPart) ?? [0, 1];
        const seen = parts.get(tensor) ?? Array<number>(of).fill(0);
        seen[index]! += 1;
        parts.set(tensor, seen);
      }
      for (const [tensor, seen] of parts) {
        assert.ok(seen.every((count) => count === 1), `${tensor}: ${seen}`);
      }
    }
  });
}
