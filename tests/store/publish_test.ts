import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { listTree, withFolder } from "./fixtures/folder.ts";
import { publish, removeIfThere, Syncs, temporaryPath } from "../../store/publish.ts";

const bytes = new TextEncoder().encode("some bytes");

/** Makes one function of Deno fail, as a full disk or a forbidden folder would. */
async function withFault(
  name: "openSync" | "renameSync" | "mkdirSync" | "chmodSync",
  error: Error,
  test: () => Promise<void>,
): Promise<void> {
  const original = Deno[name];
  const fail = () => {
    throw error;
  };
  Object.assign(Deno, { [name]: fail });
  try {
    await test();
  } finally {
    Object.assign(Deno, { [name]: original });
  }
}

Deno.test("publish() writes the bytes with the mode and leaves nothing else", () =>
  withFolder(async (folder) => {
    const path = join(folder, "deep", "file");
    await publish(folder, "deep/file", bytes, { mode: 0o444 });
    assert.deepEqual(await Deno.readFile(path), bytes);
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o444);
    assert.deepEqual(listTree(folder), [".regrok/tmp/", "deep/file"]);
  }));

Deno.test("publish() replaces a file as a whole, also a read-only one", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    await publish(folder, "file", new Uint8Array(100), { mode: 0o444 });
    await publish(folder, "file", bytes, { mode: 0o444 });
    assert.deepEqual(await Deno.readFile(path), bytes);
  }));

Deno.test("publish() leaves one whole file when many write at once", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    const writers = Array.from(
      { length: 20 },
      (_, fill) => publish(folder, "file", new Uint8Array(5000).fill(fill)),
    );
    await Promise.all(writers);
    const found = await Deno.readFile(path);
    assert.equal(found.length, 5000);
    assert.ok(found.every((byte) => byte === found[0]));
    assert.deepEqual(listTree(folder), [".regrok/tmp/", "file"]);
  }));

Deno.test("publish() says that the disk is full and cleans up, whichever step fails", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    const full = Object.assign(new Error("No space left on device (os error 28)"), {
      code: "ENOSPC",
    });
    await publish(folder, "other", bytes);
    const before = listTree(folder);
    for (const step of ["openSync", "renameSync", "mkdirSync", "chmodSync"] as const) {
      await withFault(step, full, async () => {
        await assert.rejects(() => publish(folder, "file", bytes, { mode: 0o444 }), {
          name: "StoreError",
          message:
            /^Cannot (write|make the folder) ".*": No space left on device \(os error 28\)\. The disk is full: free some space and run again, finished work is kept$/,
        });
      });
      assert.deepEqual(listTree(folder), before, `after a fault in ${step}`);
    }
    await publish(folder, "file", bytes);
    assert.deepEqual(await Deno.readFile(path), bytes);
  }));

Deno.test("a file is in its place before the disk has it, and who waits is told what failed", () =>
  withFolder(async (folder) => {
    const full = Object.assign(new Error("No space left on device (os error 28)"), {
      code: "ENOSPC",
    });
    const syncs = new Syncs();
    const open = Deno.openSync;
    await publish(folder, "file", bytes, { syncs });
    await syncs.settle();
    let opened = 0;
    // The first opening writes; those after it are for the disk.
    Deno.openSync = (...args) => {
      if (++opened > 1) throw full;
      return open(...args);
    };
    try {
      await publish(folder, "other", bytes, { syncs });
      assert.deepEqual(await Deno.readFile(join(folder, "other")), bytes);
      await assert.rejects(() => syncs.settle(), { name: "StoreError", message: /disk is full/ });
    } finally {
      Deno.openSync = open;
    }
    await syncs.settle();
    removeIfThere(join(folder, "other"));
    await publish(folder, "other", bytes, { syncs });
    await Deno.remove(join(folder, "other")); // as another process may
    await syncs.settle();
  }));

Deno.test("publish() says that permission is missing", () =>
  withFolder(async (folder) => {
    const denied = new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    await withFault("openSync", denied, async () => {
      await assert.rejects(() => publish(folder, "file", bytes), {
        name: "StoreError",
        message: /Permission denied.*Give yourself write permission/,
      });
    });
  }));

Deno.test("publish() says so when a file stands where a folder should be", () =>
  withFolder(async (folder) => {
    await publish(folder, "file", bytes);
    await assert.rejects(() => publish(folder, "file/below", bytes), {
      name: "StoreError",
      message: /^Cannot use as a folder ".*file": .* where a folder has to be: move it away/,
    });
  }));

Deno.test("publish() writes through no link below the folder, and the folder may be one", () =>
  withFolder(async (folder) => {
    const [store, elsewhere] = [join(folder, "store"), join(folder, "elsewhere")];
    await Deno.mkdir(elsewhere);
    await Deno.symlink(elsewhere, store);
    await publish(store, "file", bytes);
    assert.deepEqual(await Deno.readFile(join(elsewhere, "file")), bytes);

    await Deno.mkdir(join(folder, "mine"));
    await Deno.symlink("../mine", join(store, "link"));
    for (const name of ["link/file", "link/deep/file"]) {
      await assert.rejects(() => publish(store, name, bytes), {
        name: "StoreError",
        message: /store\/link": it is a link.*remove the link.*or choose another one/,
      });
    }
    assert.deepEqual(listTree(join(folder, "mine")), []);
  }));

Deno.test("publish() replaces a link in the place of a file, and not what it leads to", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "mine"), "mine");
    await Deno.symlink("mine", join(folder, "file"));
    await publish(folder, "file", bytes);
    assert.deepEqual(await Deno.readFile(join(folder, "file")), bytes);
    assert.equal(await Deno.readTextFile(join(folder, "mine")), "mine");
  }));

Deno.test("temporaryPath() is in the folder for unfinished files and never the same twice", () =>
  withFolder((folder) => {
    const [first, second] = [temporaryPath(folder), temporaryPath(folder)];
    assert.equal(dirname(first), join(folder, ".regrok/tmp"));
    assert.notEqual(first, second);
  }));

Deno.test("removeIfThere() removes a file and does not mind when it is gone", () =>
  withFolder(async (folder) => {
    await Deno.writeFile(join(folder, "file"), bytes);
    removeIfThere(join(folder, "file"));
    removeIfThere(join(folder, "file"));
    assert.deepEqual(listTree(folder), []);
  }));
