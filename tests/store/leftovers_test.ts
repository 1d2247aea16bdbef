import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { removeLeftovers } from "../../store/leftovers.ts";
import { listTree, withFolder } from "./fixtures/folder.ts";

const leftovers = [".regrok/tmp/file", ".regrok/tmp/library/block"];

/** Among them what people keep where a store is made in a folder of theirs. */
const others = [
  ".regrok/views/runs/x.json",
  ".tmp-notes",
  "actions/.tmp-mine",
  "logs/x.jsonl",
  "objects/ab/abc",
  "records/train/key.json",
  "tmp/mine/thesis.tex",
];

async function write(folder: string, names: readonly string[], time: Date): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, name);
    for (const each of [path, dirname(path)]) await Deno.utime(each, time, time);
  }
}

const [old, before, recent] = [1, 2, 3].map((day) => new Date(2020, 0, day)) as [Date, Date, Date];

Deno.test("removeLeftovers() takes what is old and unfinished, and nothing else", () =>
  withFolder(async (folder) => {
    await write(folder, [...others, ...leftovers], old);
    await write(folder, [".regrok/tmp/now"], recent);

    await removeLeftovers(folder, before);

    assert.deepEqual(listTree(folder), [".regrok/tmp/now", ...others].sort());
  }));

Deno.test("removeLeftovers() follows no link", () =>
  withFolder(async (folder) => {
    await write(folder, ["mine/thesis.tex", "mine/tmp/thesis.tex"], old);
    for (const own of [".regrok", ".regrok/tmp"]) {
      const store = join(folder, own.replace("/", "-"));
      await Deno.mkdir(dirname(join(store, own)), { recursive: true });
      await Deno.symlink(join(folder, "mine"), join(store, own));
      await removeLeftovers(store, before);
    }
    await Deno.mkdir(join(folder, "store/.regrok/tmp"), { recursive: true });
    await Deno.symlink(join(folder, "mine"), join(folder, "store/.regrok/tmp/link"));
    await removeLeftovers(join(folder, "store"), new Date(2100, 0, 1));

    assert.deepEqual(listTree(join(folder, "mine")), ["thesis.tex", "tmp/thesis.tex"]);
    assert.deepEqual(listTree(join(folder, "store")), [".regrok/tmp/"]);
  }));

Deno.test("removeLeftovers() does not mind a store that is not there", () =>
  withFolder((folder) => removeLeftovers(join(folder, "nothing"), before)));
