import assert from "node:assert/strict";
import { join } from "node:path";
import { makeFolder, OWN_FOLDER } from "../../store/folders.ts";
import { isOlderStore } from "../../store/older.ts";
import { withFolder } from "./fixtures/folder.ts";

Deno.test("a store of the first version is told by its records, until this one ran there", () =>
  withFolder((folder) => {
    assert.ok(!isOlderStore(folder), "an empty folder");
    const stage = join(folder, "records", "train");
    Deno.mkdirSync(stage, { recursive: true });
    assert.ok(!isOlderStore(folder), "no record");
    const record = join(stage, "key.json");
    Deno.writeTextFileSync(record, '{"check":"","key":{"schema":"regrok/2"}}');
    assert.ok(!isOlderStore(folder), "a store of this version, copied without hidden files");
    Deno.writeTextFileSync(record, '{"action":"train","key":{"schema":"regrok/1"}}');
    assert.ok(isOlderStore(folder));
    makeFolder(folder, OWN_FOLDER);
    assert.ok(!isOlderStore(folder));
  }));
