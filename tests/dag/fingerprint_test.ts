import assert from "node:assert/strict";
import { join } from "node:path";
import { computeFingerprint } from "../../dag/fingerprint.ts";
import { withFolder } from "../store/fixtures/folder.ts";

const lock = {
  version: "5",
  specifiers: { "npm:zod@4": "4.0.0", "npm:@scope/tool@1": "1.0.0", "npm:unused@1": "1.0.0" },
  npm: {
    "zod@4.0.0": { dependencies: ["inner"] },
    "inner@2.0.0": { optionalDependencies: ["native-linux"] },
    "native-linux@3.0.0": {},
    "@scope/tool@1.0.0": {},
    "unused@1.0.0": {},
  },
};

const files: Record<string, string> = {
  "deno.lock": JSON.stringify(lock),
  "stages/train.ts": `import { helper } from "../models/helper.ts";
    import { z } from "zod";
    import tool from "@scope/tool/part";
    import { readFileSync } from "node:fs";
    export function train(x: number): number { return helper(x) + tool(z, readFileSync); }`,
  "models/helper.ts": `import { deeper } from "./deeper.ts";
    import { never } from "unused";
    export interface Shape { size: number }
    export const helper = (x: number): number => deeper(x) * 2;`,
  "models/deeper.ts": `import table from "./table.json" with { type: "json" };
    const RATE = 0.5;
    export const deeper = (x: number) => x * RATE + table.offset;`,
  "models/table.json": `{ "offset": 3 }`,
};

/** The fingerprint of the small project after some of its files were changed. */
async function fingerprintWith(changes: Record<string, (text: string) => string>): Promise<string> {
  let fingerprint = "";
  await withFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(join(folder, name, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, name), changes[name]?.(text) ?? text);
    }
    fingerprint = computeFingerprint(join(folder, "stages/train.ts")).code;
  });
  return fingerprint;
}

const replace = (from: string, to: string) => (text: string) => {
  assert.ok(text.includes(from));
  return text.replace(from, to);
};

const harmless: Record<string, Record<string, (text: string) => string>> = {
  "another folder": {},
  "a comment": { "models/deeper.ts": (text) => `/** About rates. */\n${text} // end` },
  "a legal comment": { "models/deeper.ts": (text) => `/*! @license MIT */\n${text}` },
  "spacing": { "models/deeper.ts": (text) => text.replaceAll(" ", "  ").replaceAll("\n", "\n\n") },
  "a type": { "models/helper.ts": replace("size: number", "size: string; more: boolean") },
  "an unused export": {
    "models/helper.ts": (text) => `${text}\nexport function extra() { return 7; }`,
  },
  "a package that is not reached": { "deno.lock": replace("unused@1.0.0", "unused@1.0.1") },
};

const harmful: Record<string, Record<string, (text: string) => string>> = {
  "a constant three imports away": { "models/deeper.ts": replace("0.5", "0.25") },
  "a number in imported JSON": { "models/table.json": replace("3", "4") },
  "the version of a reached package": {
    "deno.lock": (text) => text.replaceAll("4.0.0", "4.0.1"),
  },
  "the version of a package with a scope": {
    "deno.lock": replace('@scope/tool@1":"1.0.0', '@scope/tool@1":"1.0.1'),
  },
  "the version of what a reached package needs": {
    "deno.lock": replace("native-linux@3.0.0", "native-linux@3.0.1"),
  },
};

for (const [name, change] of Object.entries(harmless)) {
  Deno.test(`computeFingerprint() is not moved by ${name}`, async () => {
    assert.equal(await fingerprintWith(change), await fingerprintWith({}));
  });
}

for (const [name, change] of Object.entries(harmful)) {
  Deno.test(`computeFingerprint() is moved by ${name}`, async () => {
    assert.notEqual(await fingerprintWith(change), await fingerprintWith({}));
  });
}

Deno.test("computeFingerprint() says what is wrong with code and lock", async () => {
  const syntax = { "models/deeper.ts": () => "export const deeper = ;" };
  await assert.rejects(() => fingerprintWith(syntax), /deeper\.ts:1:22/);
  const outside = { "deno.lock": (text: string) => text.replaceAll("zod@", "other@") };
  await assert.rejects(() => fingerprintWith(outside), /Package "zod" is not in ".*deno\.lock"/);
  await assert.rejects(
    () => Promise.resolve().then(() => computeFingerprint("/no/such/file.ts")),
    /There is no deno\.lock above/,
  );
});
