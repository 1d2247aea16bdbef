import assert from "node:assert/strict";
import { join } from "node:path";
import { listTree, withFolder } from "./fixtures/folder.ts";
import { publish, removeIfThere, TEMPORARY_PREFIX, temporaryPath } from "../../store/publish.ts";

const bytes = new TextEncoder().encode("some bytes");

/** Makes one function of Deno fail, as a full disk or a forbidden folder would. */
async function withFault(
  name: "open" | "rename" | "mkdir" | "chmod",
  error: Error,
  test: () => Promise<void>,
): Promise<void> {
  const original = Deno[name];
  Object.assign(Deno, { [name]: () => Promise.reject(error) });
  try {
    await test();
  } finally {
    Object.assign(Deno, { [name]: original });
  }
}

Deno.test("publish() writes the bytes with the mode and leaves nothing else", () =>
  withFolder(async (folder) => {
    const path = join(folder, "deep", "file");
    await publish(path, bytes, { mode: 0o444 });
    assert.deepEqual(await Deno.readFile(path), bytes);
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o444);
    assert.deepEqual(listTree(folder), ["deep/file"]);
  }));

Deno.test("publish() replaces a file as a whole, also a read-only one", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    await publish(path, new Uint8Array(100), { mode: 0o444 });
    await publish(path, bytes, { mode: 0o444 });
    assert.deepEqual(await Deno.readFile(path), bytes);
  }));

Deno.test("publish() leaves one whole file when many write at once", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    const writers = Array.from(
      { length: 20 },
      (_, fill) => publish(path, new Uint8Array(5000).fill(fill)),
    );
    await Promise.all(writers);
    const found = await Deno.readFile(path);
    assert.equal(found.length, 5000);
    assert.ok(found.every((byte) => byte === found[0]));
    assert.deepEqual(listTree(folder), ["file"]);
  }));

Deno.test("publish() says that the disk is full and cleans up, whichever step fails", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    const full = Object.assign(new Error("No space left on device (os error 28)"), {
      code: "ENOSPC",
    });
    for (const step of ["open", "rename", "mkdir", "chmod"] as const) {
      await withFault(step, full, async () => {
        await assert.rejects(() => publish(path, bytes, { mode: 0o444 }), {
          name: "StoreError",
          path,
          message: `Cannot write "${path}": No space left on device (os error 28). The disk is ` +
            `full: free some space and run again, finished work is kept`,
        });
      });
      assert.deepEqual(listTree(folder), [], `after a fault in ${step}`);
    }
    await publish(path, bytes);
    assert.deepEqual(await Deno.readFile(path), bytes);
  }));

Deno.test("publish() says that permission is missing", () =>
  withFolder(async (folder) => {
    const denied = new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    await withFault("open", denied, async () => {
      await assert.rejects(() => publish(join(folder, "file"), bytes), {
        name: "StoreError",
        message: /Permission denied.*Give yourself write permission/,
      });
    });
  }));

Deno.test("publish() says so when a file stands where a folder should be", () =>
  withFolder(async (folder) => {
    await publish(join(folder, "file"), bytes);
    await assert.rejects(() => publish(join(folder, "file", "below"), bytes), {
      name: "StoreError",
      message: /^Cannot write ".*below": /,
    });
  }));

Deno.test("temporaryPath() is beside its file and never the same twice", () => {
  const [first, second] = [temporaryPath("/a/b"), temporaryPath("/a/b")];
  assert.ok(first.startsWith(`/a/${TEMPORARY_PREFIX}`));
  assert.notEqual(first, second);
});

Deno.test("removeIfThere() removes a file and does not mind when it is gone", () =>
  withFolder(async (folder) => {
    await publish(join(folder, "file"), bytes);
    await removeIfThere(join(folder, "file"));
    await removeIfThere(join(folder, "file"));
    assert.deepEqual(listTree(folder), []);
  }));
