import assert from "node:assert/strict";
import { join } from "node:path";
import { removeLeftovers } from "../../store/leftovers.ts";
import { listTree, withFolder } from "./fixtures/folder.ts";

const leftovers = [
  ".tmp-doctor",
  "actions/.tmp-a",
  "objects/ab/.tmp-b",
  "records/train/.tmp-c",
  "tmp/library.log",
  "tmp/spilled/block",
];
const whole = ["actions/key.json", "logs/x.jsonl", "objects/ab/abc", "records/train/key.json"];

async function write(folder: string, names: readonly string[], time: Date): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.writeTextFile(path, name);
    for (const each of [path, join(path, "..")]) await Deno.utime(each, time, time);
  }
}

Deno.test("removeLeftovers() takes what is old and unfinished, and nothing else", () =>
  withFolder(async (folder) => {
    const [old, before, recent] = [1, 2, 3].map((day) => new Date(2020, 0, day));
    await write(folder, [...whole, ...leftovers], old!);
    await write(folder, ["objects/ab/.tmp-now", "tmp/now.log"], recent!);

    await removeLeftovers(folder, before!);

    assert.deepEqual(listTree(folder), [...whole, "objects/ab/.tmp-now", "tmp/now.log"].sort());
  }));

Deno.test("removeLeftovers() does not mind a store that is not there", () =>
  withFolder((folder) => removeLeftovers(join(folder, "nothing"), new Date())));
