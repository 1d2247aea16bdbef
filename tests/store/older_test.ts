import assert from "node:assert/strict";
import { join } from "node:path";
import { makeFolder, OWN_FOLDER } from "../../store/folders.ts";
import { isOlderStore } from "../../store/older.ts";

Deno.test("a store of the first version is told by its records, until this one ran there", async () => {
  const folder = await Deno.makeTempDir({ prefix: "regrok-older-" });
  try {
    assert.ok(!isOlderStore(folder), "an empty folder");
    await Deno.mkdir(join(folder, "records", "train"), { recursive: true });
    assert.ok(isOlderStore(folder));
    makeFolder(folder, OWN_FOLDER);
    assert.ok(!isOlderStore(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
