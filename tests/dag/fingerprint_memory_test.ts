import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { computeFingerprint } from "../../dag/fingerprint.ts";
import { FingerprintMemory } from "../../dag/fingerprint_memory.ts";
import { withFolder } from "../store/fixtures/folder.ts";

const SOURCE = 'import { rate } from "./rate.ts";\nexport const start = 2 * rate;\n';

/** A module and what it imports in a folder, and a place to remember in. */
async function withModule(
  test: (project: { entry: string; imported: string; folder: string }) => void,
): Promise<void> {
  await withFolder((parent) => {
    const entry = join(parent, "entry.ts");
    const imported = join(parent, "rate.ts");
    Deno.writeTextFileSync(join(parent, "deno.lock"), "{}");
    Deno.writeTextFileSync(entry, SOURCE);
    Deno.writeTextFileSync(imported, "export const rate = 0.5;\n");
    test({ entry, imported, folder: join(parent, "store") });
    return Promise.resolve();
  });
}

function refuse(path: string): never {
  throw new Error(`"${path}" is not remembered`);
}

/** What a process makes of the module that may compute no fingerprint. */
const recall = (folder: string, entry: string) =>
  new FingerprintMemory(folder, refuse).fingerprint(entry);

function remember(folder: string, entry: string): string {
  const memory = new FingerprintMemory(folder);
  memory.keep();
  return memory.fingerprint(entry);
}

Deno.test("FingerprintMemory has one fingerprint for a path and its URL, from any folder", () =>
  withModule(({ entry, folder }) => {
    const memory = new FingerprintMemory(folder);
    const { code } = computeFingerprint(entry);
    const before = Deno.cwd();
    try {
      Deno.chdir("/");
      assert.equal(memory.fingerprint(pathToFileURL(entry).href), code);
      assert.equal(memory.fingerprint(entry), code);
    } finally {
      Deno.chdir(before);
    }
  }));

Deno.test("FingerprintMemory sees one state of the code for as long as it lives", () =>
  withModule(({ entry, imported, folder }) => {
    const memory = new FingerprintMemory(folder);
    const before = memory.fingerprint(entry);
    Deno.writeTextFileSync(imported, "export const rate = 0.25;\n");
    assert.equal(memory.fingerprint(entry), before);
    assert.notEqual(new FingerprintMemory(folder).fingerprint(entry), before);
  }));

Deno.test("FingerprintMemory writes nothing before it is told to keep", () =>
  withModule(({ entry, folder }) => {
    const memory = new FingerprintMemory(folder);
    const code = memory.fingerprint(entry);
    assert.throws(() => Deno.statSync(folder), Deno.errors.NotFound);
    memory.keep();
    assert.equal(recall(folder, entry), code);
  }));

Deno.test("FingerprintMemory recalls no fingerprint of other contents", () =>
  withModule(({ entry, imported, folder }) => {
    const code = remember(folder, entry);
    assert.equal(recall(folder, entry), code);
    const { size } = Deno.statSync(imported);
    Deno.writeTextFileSync(imported, "export const rate = 0.7;\n");
    assert.equal(Deno.statSync(imported).size, size);
    assert.throws(() => recall(folder, entry), /is not remembered/);
    Deno.removeSync(imported);
    assert.throws(() => recall(folder, entry), /is not remembered/);
    Deno.writeTextFileSync(imported, "export const rate = 0.5;\n");
    assert.equal(recall(folder, entry), code);
  }));

Deno.test("FingerprintMemory has the folder know what was edited, and stays with what it knew", () =>
  withModule(({ entry, imported, folder }) => {
    const memory = new FingerprintMemory(folder);
    memory.keep();
    const before = memory.fingerprint(entry);
    Deno.writeTextFileSync(imported, "// a comment\nexport const rate = 0.5;\n");
    memory.refresh(entry);
    assert.equal(recall(folder, entry), before);
    Deno.writeTextFileSync(imported, "export const rate = 0.7;\n");
    memory.refresh(entry);
    assert.notEqual(recall(folder, entry), before);
    assert.equal(memory.fingerprint(entry), before);
  }));

Deno.test("FingerprintMemory does not believe a file that was torn or edited", () =>
  withModule(({ entry, folder }) => {
    const code = remember(folder, entry);
    const remembered = join(folder, ".regrok/fingerprints");
    const [{ name }] = [...Deno.readDirSync(remembered)] as [Deno.DirEntry];
    const path = join(remembered, name);
    const text = Deno.readTextFileSync(path);
    const other = code.replace(/^./, code.startsWith("0") ? "1" : "0");
    for (const wrong of [text.slice(0, -9), text.replace(code, other), "null", "{}", ""]) {
      Deno.writeTextFileSync(path, wrong);
      assert.throws(() => recall(folder, entry), /is not remembered/, wrong);
    }
  }));

Deno.test("FingerprintMemory computes anew where it cannot write or read", () =>
  withModule(({ entry, folder }) => {
    Deno.writeTextFileSync(folder, "a file where the folder should be");
    assert.equal(remember(folder, entry), computeFingerprint(entry).code);
  }));

Deno.test("FingerprintMemory puts its file in the place of a folder", () =>
  withModule(({ entry, folder }) => {
    const code = remember(folder, entry);
    const remembered = join(folder, ".regrok", "fingerprints");
    const [file] = [...Deno.readDirSync(remembered)].map(({ name }) => join(remembered, name));
    Deno.removeSync(file!);
    Deno.mkdirSync(join(file!, "inner"), { recursive: true });
    assert.throws(() => recall(folder, entry), /is not remembered/);
    remember(folder, entry);
    assert.equal(recall(folder, entry), code);
  }));
