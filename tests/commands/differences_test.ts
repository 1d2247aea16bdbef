/** Where files differ, in words. */
import assert from "node:assert/strict";
import { describeDifference } from "../../commands/differences.ts";
import { encodeTensors } from "../../formats/safetensors.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function checkpoint(hidden: readonly number[], bias: readonly number[]): Uint8Array {
  return encodeTensors({
    tensors: {
      "hidden.weight": { shape: [hidden.length], data: Float32Array.from(hidden) },
      "hidden.bias": { shape: [bias.length], data: Float32Array.from(bias) },
    },
    metadata: { step: "40" },
  });
}

Deno.test("files that are equal have no difference", () => {
  assert.equal(describeDifference("model.onnx", bytes("abc"), bytes("abc")), null);
});

Deno.test("of rows the first step is told that differs, with the column, and of any file the byte", () => {
  const before = '{"step":0,"trainLoss":2}\n{"step":5,"trainLoss":1.5,"trainAccuracy":0.5}\n';
  const now = before.replace("1.5", "1.25");
  const row = "at step 5 first: trainLoss was 1.5, is 1.25";
  assert.equal(describeDifference("history.jsonl", bytes(before), bytes(now)), row);
  assert.equal(
    describeDifference("history.jsonl", bytes(before), bytes(before.split("\n")[0]! + "\n")),
    "at step 5 first: a row is not there",
  );
  const twice = bytes(before + before);
  assert.equal(describeDifference("h.jsonl", bytes(before), twice), "4 rows, where 2 were");
  assert.equal(describeDifference("a.csv", bytes("abc"), bytes("abX")), "from byte 2 on, of 3");
});

Deno.test("of checkpoints those tensors are counted that differ, and by how much one does", () => {
  const before = checkpoint([1, 2], [0, 0]);
  assert.equal(
    describeDifference("checkpoint.safetensors", before, checkpoint([1, 2.5], [0, 0])),
    "at step 40, 1 of 2 tensors, hidden.weight first, by at most 0.5",
  );
  assert.match(
    describeDifference("checkpoint.safetensors", before, checkpoint([1, 2, 3], [0, -0]))!,
    /^at step 40, 2 of 2 tensors, hidden.bias first, by at most 0$/,
  );
});
