import assert from "node:assert/strict";
import { join } from "node:path";
import {
  normalizeRequest,
  readRequest,
  type Request,
  workOf,
  writeRequest,
} from "../../dag/request.ts";
import { contentHash, keyOf } from "../../store/content_hash.ts";
import { makeRig } from "./fixtures/rig.ts";

const request: Request = {
  schema: "regrok/2",
  action: "join",
  stage: "concatenate",
  code: keyOf("code"),
  params: { z: 1, a: 2 },
  engine: null,
  inputs: { z: [], a: [] },
  links: [null],
};

Deno.test("readRequest() gives back what writeRequest() kept", async () => {
  await using rig = await makeRig();
  const key = await writeRequest(rig.store, request);
  assert.deepEqual(readRequest(rig.store, key), request);
});

Deno.test("a request for work per file keeps the file of each link", async () => {
  await using rig = await makeRig();
  const files = [1, 2].map((size) => ({
    state: { hash: contentHash(new Uint8Array(size)), size },
  }));
  const perFile = { ...request, links: [null, null], each: files };
  const key = await writeRequest(rig.store, perFile);
  assert.deepEqual(readRequest(rig.store, key), perFile);
  assert.deepEqual(workOf(perFile).each, files.map(({ state }) => ({ state: state.hash })));
  assert.notEqual(await writeRequest(rig.store, { ...perFile, each: files.toReversed() }), key);
});

Deno.test("writeRequest() gives one key for one piece of work, whatever its label", async () => {
  await using rig = await makeRig();
  const key = await writeRequest(rig.store, request);
  assert.equal(await writeRequest(rig.store, { ...request, action: "other" }), key);
  assert.notEqual(await writeRequest(rig.store, { ...request, params: 3 }), key);
});

Deno.test("readRequest() says which request is missing or not whole", async () => {
  await using rig = await makeRig();
  const key = keyOf("nothing");
  assert.throws(() => readRequest(rig.store, key), new RegExp(`has no request ${key}`));
  await rig.store.writeRequest(key, { stage: "x" });
  assert.throws(() => readRequest(rig.store, key), new RegExp(`Request ${key} .* was edited`));
  const whole = await writeRequest(rig.store, request);
  const path = join(rig.store.folder, "actions", `${whole}.json`);
  const text = await Deno.readTextFile(path);
  const edits = [["[null]", "[0]"], ['"z":1', '"z":-0'], ['"concatenate"', '"parity"']] as const;
  for (const edited of [text.slice(0, -10), ...edits.map(([a, b]) => text.replace(a, b))]) {
    assert.notEqual(edited, text);
    await Deno.writeTextFile(path, edited);
    assert.throws(() => readRequest(rig.store, whole), /is torn or was edited: a run writes it/);
  }
});

Deno.test("normalizeRequest() puts names in one order", () => {
  const { params, inputs } = normalizeRequest(request);
  assert.deepEqual(Object.keys(params as object), ["a", "z"]);
  assert.deepEqual(Object.keys(inputs), ["a", "z"]);
});
