import assert from "node:assert/strict";
import { compareKeys } from "../../dag/key.ts";
import { contentHash, keyOf } from "../../store/content_hash.ts";
import type { KeyObject } from "../../store/record.ts";

const hash = (text: string) => contentHash(new TextEncoder().encode(text));

const before: KeyObject = {
  schema: "regrok/2",
  stage: "train",
  code: keyOf("code"),
  params: { optimizer: { learningRate: 0.01, kind: "adamw" }, widths: [1, 2] },
  inputs: { program: [hash("program")], dataset: [hash("dataset")] },
  engine: "onnxruntime/1",
  link: { steps: 10 },
  previous: null,
};

const sentences = (after: Partial<KeyObject>, ignored?: Set<string>) =>
  compareKeys(before, { ...before, ...after }, ignored).map(({ sentence }) => sentence);

Deno.test("compareKeys() finds nothing between a key and itself", () => {
  assert.deepEqual(sentences({}), []);
});

Deno.test("compareKeys() names the parameter and both its values", () => {
  const params = { optimizer: { learningRate: 0.02, kind: "adamw" }, widths: [1, 2] };
  assert.deepEqual(compareKeys(before, { ...before, params }), [{
    name: "parameterChanged",
    sentence: "parameter optimizer.learningRate changed from 0.01 to 0.02",
  }]);
});

Deno.test("compareKeys() names parameters that are new, gone or of another kind", () => {
  const params = { optimizer: "sgd", widths: [1, 3, { a: 1 }], "seed": 1 };
  assert.deepEqual(sentences({ params }), [
    'parameter optimizer changed from {"learningRate":0.01,"kind":"adamw"} to sgd',
    "parameter seed is new (1)",
    "parameter widths.1 changed from 2 to 3",
    'parameter widths.2 is new ({"a":1})',
  ]);
  assert.deepEqual(sentences({ params: { widths: [1] } }), [
    'parameter optimizer is gone (was {"learningRate":0.01,"kind":"adamw"})',
    "parameter widths.1 is gone (was 2)",
  ]);
  assert.match(sentences({ params: "x".repeat(90) })[0]!, /to x{57}\.\.\.$/);
});

Deno.test("compareKeys() names inputs, code, engine and link", () => {
  const after = {
    inputs: { program: [hash("other")], dataset: [hash("dataset")], extra: [] },
    code: keyOf("edited"),
    engine: null,
    link: { steps: 20 },
  };
  assert.deepEqual(sentences(after), [
    '"steps" of the first link changed from 10 to 20',
    "input extra changed",
    "input program changed",
    "code of the stage changed",
    "engine changed from onnxruntime/1 to null",
  ]);
  assert.ok(!sentences(after, new Set(["program"])).includes("input program changed"));
});
