import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { type ContentHash, type Key, keyOf } from "../../store/content_hash.ts";
import type { LinkRecord } from "../../store/record.ts";
import { withFolder } from "./fixtures/folder.ts";
import { Store } from "../../store/store.ts";

const hello = new TextEncoder().encode("hello");
const HELLO_HASH = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

function withStore(test: (store: Store) => Promise<void>): Promise<void> {
  return withFolder((folder) => test(new Store(join(folder, "artifacts"))));
}

/** A record of one link that made the file `out`. */
async function makeRecord(store: Store, seed = 0): Promise<LinkRecord> {
  return {
    key: {
      schema: "regrok/2",
      stage: "train",
      code: keyOf("code"),
      params: { seed },
      inputs: {},
      engine: null,
      link: null,
      previous: null,
    },
    files: { out: await store.putBytes(hello) },
    ended: false,
    action: `train/seed-${seed}`,
  };
}

function recordPath(store: Store, key: Key): string {
  return join(store.folder, "records", "train", `${key}.json`);
}

Deno.test("putBytes() names bytes by their hash, read-only, and stores them once", () =>
  withStore(async (store) => {
    const file = await store.putBytes(hello);
    assert.deepEqual(file, { hash: HELLO_HASH, size: 5 });
    const path = join(store.folder, "objects", "2c", HELLO_HASH);
    assert.equal(store.objectPath(file.hash), path);
    const before = await Deno.stat(path);
    assert.equal(before.mode! & 0o777, 0o444);

    await store.putBytes(hello);

    assert.equal((await Deno.stat(path)).ino, before.ino);
  }));

Deno.test("putBytes() heals an object of the right size that is damaged", () =>
  withStore(async (store) => {
    const file = await store.putBytes(hello);
    await Deno.chmod(store.objectPath(file.hash), 0o644);
    await Deno.writeFile(store.objectPath(file.hash), new Uint8Array(5));
    await store.putBytes(hello);
    assert.deepEqual(await store.read(file), hello);
  }));

Deno.test("read() names the object and the path of what is missing", () =>
  withStore(async (store) => {
    const file = await store.putBytes(hello);
    const path = store.objectPath(file.hash);
    await Deno.remove(path);
    await assert.rejects(() => store.read(file), {
      name: "MissingObjectError",
      file,
      path,
      message:
        `Object ${HELLO_HASH} (5 bytes) is missing. File: ${path}. Run the pipeline again: ` +
        `it makes the object anew from what it was made of`,
    });
  }));

Deno.test("read() notices each single flipped bit and each lost byte", () =>
  withStore(async (store) => {
    const file = await store.putBytes(hello);
    const path = store.objectPath(file.hash);
    await Deno.chmod(path, 0o644);
    const damaged = { name: "DamagedObjectError", file, path };
    for (let bit = 0; bit < 8 * hello.length; bit++) {
      const bytes = hello.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      await Deno.writeFile(path, bytes);
      await assert.rejects(() => store.read(file), damaged);
      assert.ok(await store.isIntact(file), "only reading finds a flipped bit");
    }
    for (const length of [0, 4]) {
      await Deno.writeFile(path, hello.subarray(0, length));
      const message = new RegExp(`it has ${length} bytes, not 5`);
      await assert.rejects(() => store.read(file), { ...damaged, message });
      assert.ok(!await store.isIntact(file));
    }
  }));

Deno.test("isIntact() is false for an object that is not there or is a folder", () =>
  withStore(async (store) => {
    const file = { hash: HELLO_HASH as ContentHash, size: 5 };
    assert.ok(!await store.isIntact(file));
    await Deno.mkdir(store.objectPath(file.hash), { recursive: true });
    assert.ok(!await store.isIntact(file));
  }));

Deno.test("quarantine() sets a damaged object aside and leaves a whole one", () =>
  withStore(async (store) => {
    const file = await store.putBytes(hello);
    await store.quarantine(file.hash);
    assert.ok(await store.isIntact(file));

    await Deno.chmod(store.objectPath(file.hash), 0o644);
    await Deno.writeFile(store.objectPath(file.hash), new Uint8Array(5));
    await store.quarantine(file.hash);
    await store.quarantine(file.hash);

    assert.ok(!await store.isIntact(file));
    const aside = await Deno.readFile(join(store.folder, "quarantine/objects/2c", file.hash));
    assert.deepEqual(aside, new Uint8Array(5));
  }));

Deno.test("writeRecord() keeps a record under its key and readRecord() gives it back", () =>
  withStore(async (store) => {
    const record = await makeRecord(store);
    const key = await store.writeRecord(record);
    assert.equal(key, keyOf(record.key));
    assert.deepEqual(await store.readRecord("train", key), record);
    assert.equal(await store.readRecord("other", key), null);
  }));

Deno.test("writeRecord() refuses a record before its objects", () =>
  withStore(async (store) => {
    const record = await makeRecord(store);
    await Deno.remove(store.objectPath(record.files.out!.hash));
    await assert.rejects(() => store.writeRecord(record), { name: "MissingObjectError" });
    assert.deepEqual(await store.listRecords("train"), []);
  }));

Deno.test("readRecord() takes a record that is cut anywhere for absent", () =>
  withStore(async (store) => {
    const key = await store.writeRecord(await makeRecord(store));
    const path = recordPath(store, key);
    const text = await Deno.readTextFile(path);
    for (let length = 0; length < text.length; length++) {
      await Deno.writeTextFile(path, text.slice(0, length));
      assert.equal(await store.readRecord("train", key), null, `cut after ${length}`);
    }
  }));

Deno.test("readRecord() takes a record with any one bit flipped for absent", () =>
  withStore(async (store) => {
    const key = await store.writeRecord(await makeRecord(store));
    const path = recordPath(store, key);
    const bytes = await Deno.readFile(path);
    for (const [index, byte] of bytes.entries()) {
      const flipped = bytes.slice();
      flipped[index] = byte ^ 1 << index % 8;
      await Deno.writeFile(path, flipped);
      assert.equal(await store.readRecord("train", key), null, `byte ${index}`);
    }
  }));

Deno.test("readRecord() takes a record that was edited, or is under another name, for absent", () =>
  withStore(async (store) => {
    const key = await store.writeRecord(await makeRecord(store));
    const path = recordPath(store, key);
    const text = await Deno.readTextFile(path);
    for (
      const [from, to] of [
        ['"ended":false', '"ended":true'],
        ['"out"', '"owt"'],
        ['"files":{', `"files":{"more":{"hash":"${HELLO_HASH}","size":5},`],
        ['"seed":0', '"seed":-0'],
        ['"size":5', '"size":-5'],
        ['"train/seed-0"', "null"],
        ["regrok/2", "regrok/0"],
        [/.*/, "[".repeat(100_000)],
        [/.*/, '{"check":"","key":null}'],
      ] as const
    ) {
      const edited = text.replace(from, to);
      assert.notEqual(edited, text);
      await Deno.writeTextFile(path, edited);
      assert.equal(await store.readRecord("train", key), null, String(from));
    }
    const other = await store.writeRecord(await makeRecord(store, 1));
    await Deno.copyFile(recordPath(store, other), path);
    assert.equal(await store.readRecord("train", key), null);
    assert.equal((await store.listRecords("train")).length, 1);
  }));

/** What can be in the place of a file, each made at a path. */
const inItsPlace: Record<string, (path: string) => void> = {
  "a folder": (path) => Deno.mkdirSync(join(path, "in it"), { recursive: true }),
  "a link loop": (path) => Deno.symlinkSync(path, path),
  "a link to a file": (path) => {
    Deno.writeTextFileSync(`${path}.mine`, "mine");
    Deno.symlinkSync(`${path}.mine`, path);
  },
  "a pipe": (path) => void new Deno.Command("mkfifo", { args: [path] }).outputSync(),
};

for (const [what, make] of Object.entries(inItsPlace)) {
  Deno.test(`Store sets aside ${what} in the place of an object or a record`, () =>
    withStore(async (store) => {
      const record = await makeRecord(store);
      const key = await store.writeRecord(record);
      const file = record.files.out!;
      const [object, path] = [store.objectPath(file.hash), recordPath(store, key)];
      for (const each of [object, path]) {
        await Deno.remove(each);
        make(each);
      }

      assert.equal(await store.readRecord("train", key), null);
      assert.deepEqual(await store.listRecords("train"), []);
      assert.ok(!await store.isIntact(file));
      await assert.rejects(store.read(file), { name: "DamagedObjectError", message: /not a file/ });
      await store.quarantine(file.hash);
      make(object);
      assert.deepEqual(await store.putBytes(hello), file);
      await store.writeRecord(record);

      assert.deepEqual(await store.read(file), hello);
      assert.deepEqual(await store.readRecord("train", key), record);
      for (const each of [object, `${object}.2`, path]) {
        assert.ok(Deno.lstatSync(each.replace("/artifacts/", "/artifacts/quarantine/")));
      }
      if (what === "a link to a file") {
        for (const each of [object, path]) {
          assert.equal(await Deno.readTextFile(`${each}.mine`), "mine");
        }
      }
    }));
}

Deno.test("listRecords() gives the whole records of a stage, oldest first", () =>
  withStore(async (store) => {
    assert.deepEqual(await store.listRecords("train"), []);
    const records = await Promise.all([0, 1, 2, 3].map((seed) => makeRecord(store, seed)));
    const keys = await Promise.all(records.map((record) => store.writeRecord(record)));
    await Deno.writeTextFile(recordPath(store, keys[1]!), "{");
    for (const [index, key] of keys.entries()) {
      await Deno.utime(recordPath(store, key), 0, new Date(2026, 0, 9 - index));
    }
    await Deno.writeTextFile(join(dirname(recordPath(store, keys[0]!)), ".tmp-x"), "{");

    const found = (await store.listRecords("train")).map((record) => keyOf(record.key));

    assert.deepEqual(found, [keys[3]!, keys[2]!, keys[0]!]);
  }));

Deno.test("readRequest() gives back the text of a request, or null", () =>
  withStore(async (store) => {
    const key = keyOf("request");
    assert.equal(store.readRequest(key), null);
    await store.writeRequest(key, { b: 1, a: 2 });
    assert.equal(store.readRequest(key), '{"a":2,"b":1}\n');
  }));

Deno.test("Store refuses names that would leave its folder", () =>
  withStore(async (store) => {
    assert.throws(() => store.objectPath("../../etc/passwd" as ContentHash), TypeError);
    await assert.rejects(() => store.readRecord("..", keyOf(1)), /"\.\." is not a stage name/);
    await assert.rejects(
      () => store.readRecord("train", "../x" as Key),
      /"\.\.\/x" is not a key/,
    );
  }));

Deno.test("checkFolders() refuses links and files in the place of the store's own folders", () =>
  withStore(async (store) => {
    store.checkFolders();
    await Deno.mkdir(store.folder);
    const mine = join(store.folder, "..", "mine");
    await Deno.mkdir(mine);
    for (const name of ["objects", "records", "actions", "quarantine", ".regrok"]) {
      const path = join(store.folder, name);
      await Deno.symlink(mine, path);
      assert.throws(() => store.checkFolders(), { name: "StoreError", message: /is a link/, path });
      await Deno.remove(path);
      await Deno.writeTextFile(path, "a file");
      assert.throws(() => store.checkFolders(), {
        name: "StoreError",
        message: /move it away/,
        path,
      });
      await Deno.remove(path);
    }
    store.checkFolders();
  }));
