import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { Store } from "../../store/store.ts";
import { linkView, type ViewFiles } from "../../store/view.ts";
import { listViews, readViewList } from "../../store/view_list.ts";
import { listTree, withFolder } from "./fixtures/folder.ts";

/** A view in a store of its own. */
interface Rig {
  readonly store: Store;
  /** Where the view is. */
  readonly folder: string;
  /** What was said, in order. */
  readonly said: string[];
  link(files: ViewFiles): Promise<void>;
}

function withView(test: (rig: Rig) => Promise<void>): Promise<void> {
  return withFolder(async (root) => {
    const store = new Store(join(root, "artifacts"));
    const said: string[] = [];
    const link = (files: ViewFiles) =>
      linkView(store, "runs/view", files, (line) => said.push(line));
    await test({ store, folder: join(store.folder, "runs/view"), said, link });
  });
}

const put = (store: Store, text: string) => store.putBytes(new TextEncoder().encode(text));

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}

Deno.test("linkView() links objects under the names of the view", () =>
  withView(async ({ store, folder, link }) => {
    const [one, two] = [await put(store, "one"), await put(store, "two")];
    await link({ "a.txt": one, "deep/er/b.txt": two, "deep/a.txt": one });
    assert.deepEqual(listTree(folder), ["a.txt", "deep/a.txt", "deep/er/b.txt"]);
    assert.equal(await Deno.readTextFile(join(folder, "deep/er/b.txt")), "two");
    const inode = (await Deno.stat(store.objectPath(one.hash))).ino;
    assert.equal((await Deno.stat(join(folder, "a.txt"))).ino, inode);
  }));

Deno.test("linkView() reads and writes nothing the second time", () =>
  withView(async ({ store, link }) => {
    const files = { "a.txt": await put(store, "one"), "b/c.txt": await put(store, "two") };
    await link(files);
    const { readFile, open, mkdirSync, rename } = Deno;
    const refuse = () => assert.fail("a file was opened or changed");
    Object.assign(Deno, { readFile: refuse, open: refuse, mkdirSync: refuse, rename: refuse });
    try {
      await link(files);
    } finally {
      Object.assign(Deno, { readFile, open, mkdirSync, rename });
    }
  }));

Deno.test("linkView() removes what it put there and is not in the view any more", () =>
  withView(async ({ store, folder, said, link }) => {
    const [one, two] = [await put(store, "one"), await put(store, "two")];
    await link({ "file": one, "folder/file": one, "gone/deep/file": two });

    await link({ "file/now/folder": two, "folder": one });

    assert.deepEqual(listTree(folder), ["file/now/folder", "folder"]);
    assert.deepEqual(await store.read(two), new TextEncoder().encode("two"));
    await link({});
    assert.deepEqual(listTree(join(store.folder, "runs")), []);
    assert.deepEqual(await listViews(store.folder, "runs"), []);
    assert.deepEqual(said, []);
  }));

Deno.test("linkView() leaves everything that people keep in a view", () =>
  withView(async ({ store, folder, said, link }) => {
    const file = await put(store, "one");
    await link({ "a/file": file, "b/file": file });
    await write(join(folder, "notes.md"), "mine");
    await write(join(folder, "a/notes.md"), "mine");
    await write(join(folder, "copy"), "one");
    await Deno.mkdir(join(folder, "empty"));
    await write(join(store.folder, "../paper/thesis.tex"), "mine");
    await Deno.symlink("../../../paper", join(folder, "link"));
    const mine = ["a/notes.md", "copy", "empty/", "link", "notes.md"];
    for (const files of [{ "b/file": file }, {}] as ViewFiles[]) {
      await link(files);
      assert.deepEqual(listTree(folder), [...mine, ...Object.keys(files)].sort());
    }
    assert.equal(await Deno.readTextFile(join(folder, "link/thesis.tex")), "mine");
    assert.deepEqual(said, []);
  }));

Deno.test("linkView() leaves a file of its own that a person changed", () =>
  withView(async ({ store, folder, link }) => {
    const names = ["edited", "replaced", "link", "folder", "touched"];
    const object = await put(store, "one");
    await link(Object.fromEntries(names.map((name) => [name, object])));
    for (const name of names) await Deno.remove(join(folder, name));
    await write(join(folder, "edited"), "own");
    await write(join(folder, "replaced"), "longer");
    await Deno.symlink("edited", join(folder, "link"));
    await write(join(folder, "folder/file"), "mine");
    await write(join(folder, "touched"), "one"); // as it was put there, at another time

    await link({});

    assert.deepEqual(listTree(folder), ["edited", "folder/file", "link", "replaced"]);
    assert.deepEqual(await listViews(store.folder, "runs"), []);
  }));

Deno.test("linkView() sets aside what stands in the place of a file, and says so", () =>
  withView(async ({ store, folder, said, link }) => {
    const object = await put(store, "one");
    const files = { "a/edited": object, "a/link": object, "a/folder": object, "a/new": object };
    await link({ "a/edited": object, "a/link": object, "a/folder": object });
    for (const name of ["edited", "link", "folder"]) await Deno.remove(join(folder, "a", name));
    await write(join(folder, "a/edited"), "first");
    await Deno.symlink("loop", join(folder, "a/link"));
    await write(join(folder, "a/folder/notes.md"), "mine");
    await write(join(folder, "a/new"), "never put there");
    await link(files);
    await Deno.remove(join(folder, "a/edited"));
    await write(join(folder, "a/edited"), "second");
    await link(files);

    assert.deepEqual(listTree(folder), Object.keys(files).sort());
    for (const name of Object.keys(files)) {
      assert.equal(await Deno.readTextFile(join(folder, name)), "one");
    }
    const aside = join(store.folder, "quarantine/runs/view/a");
    assert.deepEqual(listTree(aside), ["edited", "edited.2", "folder/notes.md", "link", "new"]);
    assert.equal(await Deno.readTextFile(join(aside, "edited")), "first");
    assert.equal(await Deno.readTextFile(join(aside, "edited.2")), "second");
    assert.equal(await Deno.readTextFile(join(aside, "new")), "never put there");
    assert.equal(said.length, 5);
    assert.match(said[4]!, /edited" is not as it was put there: it is kept as ".*edited\.2"/);
  }));

Deno.test("linkView() neither writes nor removes through a link", () =>
  withView(async ({ store, folder, link }) => {
    const object = await put(store, "one");
    const files = { "data/table": object, "file": object };
    const mine = join(store.folder, "../mine");
    await write(join(mine, "data/table"), "mine");
    await write(join(mine, "file"), "mine");
    const before = listTree(mine);
    for (const place of [folder, join(folder, "data"), dirname(folder)]) {
      for (const linkedBefore of [false, true]) {
        if (linkedBefore) await link(files);
        await Deno.remove(place, { recursive: true }).catch(() => {});
        await Deno.mkdir(dirname(place), { recursive: true });
        await Deno.symlink(place === dirname(folder) ? dirname(mine) : mine, place);
        await assert.rejects(() => link(files), { name: "StoreError", path: place });
        await link({}); // nothing of ours can be there
        assert.deepEqual(listTree(mine), before);
        assert.equal(await Deno.readTextFile(join(mine, "file")), "mine");
        assert.equal(await Deno.readTextFile(join(mine, "data/table")), "mine");
        await Deno.remove(place);
      }
    }
  }));

Deno.test("linkView() replaces a file whose content changed", () =>
  withView(async ({ store, folder, said, link }) => {
    await link({ file: await put(store, "old") });
    await link({ file: await put(store, "new") });
    assert.equal(await Deno.readTextFile(join(folder, "file")), "new");
    assert.deepEqual(said, []);
  }));

Deno.test("linkView() takes files that are on no list for its own when the store has them", () =>
  withView(async ({ store, folder, said, link }) => {
    const [old, now] = [await put(store, "old"), await put(store, "new")];
    await link({ same: now, other: old });
    await Deno.remove(join(store.folder, ".regrok"), { recursive: true });
    await link({ same: now, other: now });
    assert.equal(await Deno.readTextFile(join(folder, "other")), "new");
    assert.deepEqual(said, []);
    await link({});
    assert.deepEqual(listTree(join(store.folder, "runs")), []);
  }));

Deno.test("linkView() believes no list that is damaged or names files elsewhere", () =>
  withView(async ({ store, folder, link }) => {
    const object = await put(store, "one");
    await link({ file: object });
    const path = join(store.folder, ".regrok/views/runs/view.json");
    const list = await Deno.readTextFile(path);
    const mine = join(store.folder, "runs/mine");
    await Deno.link(store.objectPath(object.hash), mine);
    await Deno.writeTextFile(path, list.replace('"file"', '"../mine"'));
    await link({ file: object });
    assert.ok(await Deno.stat(mine));
    for (const text of ["", list.slice(0, 20), list.replace('"size":3', '"size":-3'), "[]"]) {
      await Deno.writeTextFile(path, text);
      assert.equal((await readViewList(store.folder, "runs/view")).size, 0);
      await link({ file: object });
      assert.equal(await Deno.readTextFile(path), list);
    }
    assert.deepEqual(listTree(folder), ["file"]);
  }));

Deno.test("linkView() refuses to show a damaged or missing object", () =>
  withView(async ({ store, folder, link }) => {
    const file = await put(store, "one");
    await Deno.chmod(store.objectPath(file.hash), 0o644);
    await Deno.writeTextFile(store.objectPath(file.hash), "bad");
    await assert.rejects(() => link({ file }), { name: "DamagedObjectError" });
    await Deno.remove(store.objectPath(file.hash));
    await assert.rejects(() => link({ file }), { name: "MissingObjectError" });
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
  }));

/** Makes a function of Deno fail with a code of the system where it would change `path`. */
async function withFault(
  name: "linkSync" | "renameSync",
  { code, path }: { readonly code: string; readonly path: RegExp },
  test: () => Promise<void>,
): Promise<void> {
  const original = Deno[name];
  const fail = (from: string, to: string) => {
    if (path.test(to)) throw Object.assign(new Error(code), { code });
    original(from, to);
  };
  Object.assign(Deno, { [name]: fail });
  try {
    await test();
  } finally {
    Object.assign(Deno, { [name]: original });
  }
}

Deno.test("linkView() is content with a view that is whole and may only be read", () =>
  withView(async ({ store, folder, said, link }) => {
    const file = await put(store, "one");
    await link({ file });
    await Deno.utime(join(folder, "file"), 0, 0);
    const readOnly = { code: "EROFS", path: /./ };
    await withFault("renameSync", readOnly, () => link({ file }));
    assert.deepEqual(said, []);
    await Deno.remove(join(folder, "file"));
    const missing = withFault("renameSync", readOnly, () => link({ file }));
    await assert.rejects(missing, /EROFS.*The file system is read-only: choose another/);
  }));

Deno.test("linkView() copies where the file system has no hard links", () =>
  withView(async ({ store, folder, link }) => {
    const file = await put(store, "one");
    await withFault("linkSync", { code: "EPERM", path: /./ }, () => link({ file }));
    const { ino } = await Deno.stat(join(folder, "file"));
    assert.notEqual((await Deno.stat(store.objectPath(file.hash))).ino, ino);
    await link({ file });
    assert.equal(await Deno.readTextFile(join(folder, "file")), "one");
    assert.equal((await Deno.stat(join(folder, "file"))).ino, ino, "copied once");
    await link({});
    assert.deepEqual(listTree(join(store.folder, "runs")), []);
  }));

Deno.test("linkView() copies into a view that is a file system of its own", () =>
  withView(async ({ store, folder, link }) => {
    const [old, now] = [await put(store, "old"), await put(store, "new")];
    await link({ file: old });
    await Deno.link(join(folder, "file"), join(folder, "kept"));
    await withFault(
      "renameSync",
      { code: "EXDEV", path: /artifacts\/runs/ },
      () => link({ file: now }),
    );
    assert.equal(await Deno.readTextFile(join(folder, "file")), "new");
    assert.equal(await Deno.readTextFile(join(folder, "kept")), "old");
    assert.deepEqual(listTree(join(store.folder, ".regrok/tmp")), []);
  }));

Deno.test("linkView() refuses paths that leave the view", () =>
  withView(async ({ store, link }) => {
    const file = await put(store, "one");
    for (const name of ["../x", "a/../../x", "", ".", "a//b", "a/../b", "/x"]) {
      await assert.rejects(() => link({ [name]: file }), TypeError, name);
    }
  }));

Deno.test("linkView() may be done by many at once", () =>
  withView(async ({ store, folder, said, link }) => {
    const names = Array.from({ length: 20 }, (_, index) => `folder-${index % 4}/file-${index}`);
    const files = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await put(store, name)])),
    );
    await Promise.all(Array.from({ length: 4 }, () => link(files)));
    assert.deepEqual(listTree(folder), Object.keys(files).sort());
    assert.deepEqual(said, []);
  }));
