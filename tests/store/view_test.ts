import assert from "node:assert/strict";
import { join } from "node:path";
import { Store } from "../../store/store.ts";
import { linkView } from "../../store/view.ts";
import { listTree, withFolder } from "./fixtures/folder.ts";

function withStore(test: (store: Store, view: string) => Promise<void>): Promise<void> {
  return withFolder((folder) => test(new Store(join(folder, "artifacts")), join(folder, "view")));
}

const put = (store: Store, text: string) => store.putBytes(new TextEncoder().encode(text));

Deno.test("linkView() links objects under the names of the view", () =>
  withStore(async (store, view) => {
    const [one, two] = [await put(store, "one"), await put(store, "two")];
    await linkView(store, view, { "a.txt": one, "deep/er/b.txt": two, "deep/a.txt": one });
    assert.deepEqual(listTree(view), ["a.txt", "deep/a.txt", "deep/er/b.txt"]);
    assert.equal(await Deno.readTextFile(join(view, "deep/er/b.txt")), "two");
    const inode = (await Deno.stat(store.objectPath(one.hash))).ino;
    assert.equal((await Deno.stat(join(view, "a.txt"))).ino, inode);
  }));

Deno.test("linkView() does nothing the second time", () =>
  withStore(async (store, view) => {
    const files = { "a.txt": await put(store, "one"), "b/c.txt": await put(store, "two") };
    await linkView(store, view, files);
    const before = await Deno.stat(join(view, "b"));
    store.read = () => assert.fail("an object that is linked already was read");
    await linkView(store, view, files);
    assert.deepEqual((await Deno.stat(join(view, "b"))).mtime, before.mtime);
  }));

Deno.test("linkView() removes what is not in the view any more, and nothing outside", () =>
  withStore(async (store, view) => {
    const [one, two] = [await put(store, "one"), await put(store, "two")];
    await linkView(store, view, { "file": one, "folder/file": one, "gone/deep/file": two });
    await Deno.mkdir(join(view, "empty"));
    await Deno.writeTextFile(join(view, "..", "outside"), "kept");
    await Deno.symlink(join(view, ".."), join(view, "link"));

    await linkView(store, view, { "file/now/folder": two, "folder": one });

    assert.deepEqual(listTree(view), ["file/now/folder", "folder"]);
    assert.equal(await Deno.readTextFile(join(view, "..", "outside")), "kept");
    assert.deepEqual(await store.read(two), new TextEncoder().encode("two"));
  }));

Deno.test("linkView() replaces a file whose content changed", () =>
  withStore(async (store, view) => {
    await linkView(store, view, { file: await put(store, "old") });
    await linkView(store, view, { file: await put(store, "new") });
    assert.equal(await Deno.readTextFile(join(view, "file")), "new");
    await Deno.remove(join(view, "file"));
    await Deno.writeTextFile(join(view, "file"), "bad");
    await linkView(store, view, { file: await put(store, "new") });
    assert.equal(await Deno.readTextFile(join(view, "file")), "new");
  }));

Deno.test("linkView() refuses to show a damaged or missing object", () =>
  withStore(async (store, view) => {
    const file = await put(store, "one");
    await Deno.chmod(store.objectPath(file.hash), 0o644);
    await Deno.writeTextFile(store.objectPath(file.hash), "bad");
    await assert.rejects(() => linkView(store, view, { file }), { name: "DamagedObjectError" });
    await Deno.remove(store.objectPath(file.hash));
    await assert.rejects(() => linkView(store, view, { file }), { name: "MissingObjectError" });
    assert.deepEqual(listTree(view), []);
  }));

Deno.test("linkView() copies where the file system has no hard links", () =>
  withStore(async (store, view) => {
    const file = await put(store, "one");
    const { link, copyFile } = Deno;
    let copies = 0;
    Object.assign(Deno, {
      link: () => Promise.reject(Object.assign(new Error("Cross-device link"), { code: "EXDEV" })),
      copyFile: (...args: Parameters<typeof copyFile>) => (copies++, copyFile(...args)),
    });
    try {
      await linkView(store, view, { file });
      await linkView(store, view, { file });
    } finally {
      Object.assign(Deno, { link, copyFile });
    }
    assert.equal(await Deno.readTextFile(join(view, "file")), "one");
    assert.equal(copies, 1);
  }));

Deno.test("linkView() refuses paths that leave the folder", () =>
  withStore(async (store, view) => {
    const file = await put(store, "one");
    for (const name of ["../x", "a/../../x", "", ".", "a//b", "a/../b"]) {
      await assert.rejects(() => linkView(store, view, { [name]: file }), TypeError, name);
    }
  }));

Deno.test("linkView() may be done by many at once", () =>
  withStore(async (store, view) => {
    const names = Array.from({ length: 20 }, (_, index) => `folder-${index % 4}/file-${index}`);
    const files = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await put(store, name)])),
    );
    await Promise.all(Array.from({ length: 4 }, () => linkView(store, view, files)));
    assert.deepEqual(listTree(view), Object.keys(files).sort());
  }));
