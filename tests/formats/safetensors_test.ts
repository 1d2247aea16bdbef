/** The safetensors format: bytes on record, and what becomes of damaged files. */
import assert from "node:assert/strict";
import { decodeTensors, encodeTensors, type TensorFile } from "../../formats/safetensors.ts";

const tiny: TensorFile = {
  tensors: {
    b: { shape: [2, 1], data: Int32Array.of(7, -1) },
    a: { shape: [3], data: Float32Array.of(1, -2, 0.5) },
  },
  metadata: { step: "3", author: "Ω" },
};

const header = '{"__metadata__":{"author":"Ω","step":"3"},' +
  '"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},' +
  '"b":{"dtype":"I32","shape":[2,1],"data_offsets":[12,20]}}';
const HEADER_BYTES = 160;

/** A file of a header that is not padded, followed by data. */
function fileOf(header: string, ...data: number[]): Uint8Array {
  const text = new TextEncoder().encode(header);
  return Uint8Array.of(text.length, 0, 0, 0, 0, 0, 0, 0, ...text, ...data);
}

Deno.test("encodeTensors() writes the bytes of the format: length, padded header, arrays", () => {
  const padded = new TextEncoder().encode(header);
  const spaces = Array(HEADER_BYTES - padded.length).fill(0x20);
  assert.ok(spaces.length > 0 && spaces.length < 8);
  const expected = Uint8Array.of(
    ...[HEADER_BYTES, 0, 0, 0, 0, 0, 0, 0],
    ...padded,
    ...spaces,
    ...[0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f],
    ...[7, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
  );
  assert.deepEqual(encodeTensors(tiny), expected);
});

Deno.test("decodeTensors() gives back what was encoded, tensors of no numbers included", () => {
  const file = {
    tensors: {
      ...tiny.tensors,
      empty: { shape: [0, 4], data: new Float32Array() },
      scalar: { shape: [], data: Int32Array.of(5) },
    },
    metadata: tiny.metadata,
  };
  assert.deepEqual(decodeTensors(encodeTensors(file)), file);
});

Deno.test("decodeTensors() reads a file that starts anywhere in a larger buffer", () => {
  const bytes = encodeTensors(tiny);
  const buffer = new Uint8Array(bytes.length + 3);
  buffer.set(bytes, 3);
  assert.deepEqual(decodeTensors(buffer.subarray(3)), tiny);
});

Deno.test("encodeTensors() gives the same bytes whatever the order of the names", () => {
  const { a, b } = tiny.tensors;
  const { step, author } = tiny.metadata;
  const other = { tensors: { a: a!, b: b! }, metadata: { author: author!, step: step! } };
  assert.deepEqual(encodeTensors(other), encodeTensors(tiny));
});

Deno.test("encodeTensors() aligns the arrays to eight bytes, whatever the names", () => {
  for (let length = 1; length <= 8; length++) {
    const tensors = { ["x".repeat(length)]: { shape: [], data: Float32Array.of(1) } };
    const file = encodeTensors({ tensors, metadata: {} });
    assert.equal((file.length - 4) % 8, 0);
    assert.equal(decodeTensors(file).tensors["x".repeat(length)]?.data[0], 1);
  }
});

Deno.test("encodeTensors() writes a part of a larger array, and only that", () => {
  const data = Int32Array.of(1, 2, 3, 4).subarray(1, 3);
  const file = encodeTensors({ tensors: { part: { shape: [2], data } }, metadata: {} });
  assert.deepEqual([...decodeTensors(file).tensors.part!.data], [2, 3]);
});

Deno.test("encodeTensors() refuses a shape that does not hold its numbers", () => {
  const tensors = { w: { shape: [2, 3], data: new Float32Array(5) } };
  assert.throws(() => encodeTensors({ tensors, metadata: {} }), {
    name: "RangeError",
    message: 'Tensor "w" [2,3] cannot hold 5 values',
  });
});

Deno.test("decodeTensors() refuses a file cut short at any byte", () => {
  const file = encodeTensors(tiny);
  for (let length = 0; length < file.length; length++) {
    assert.throws(() => decodeTensors(file.subarray(0, length)), {
      name: "SyntaxError",
      message: length < 8
        ? "Safetensors file has no header length"
        : length < 8 + HEADER_BYTES
        ? `Safetensors header of ${HEADER_BYTES} bytes is longer than the file`
        : /^Safetensors tensor "[ab]" is cut short/,
    }, `${length} bytes`);
  }
});

Deno.test("decodeTensors() refuses a header that is damaged, and says so", () => {
  const refused: [string, string | RegExp][] = [
    ["{", /^Safetensors header is not a JSON object: /],
    ["null", "Safetensors header is not a JSON object: it is null"],
    ['{"w":3}', 'Safetensors tensor "w" has no type, shape and offsets'],
    ['{"w":{"dtype":"F32"}}', 'Safetensors tensor "w" has no type, shape and offsets'],
    [
      '{"w":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}',
      'Safetensors tensor "w" has no type, shape and offsets',
    ],
    [
      '{"w":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}',
      'Safetensors tensor "w" is cut short or of type F64',
    ],
  ];
  for (const [header, message] of refused) {
    assert.throws(() => decodeTensors(fileOf(header, 0, 0, 0, 0)), {
      name: "SyntaxError",
      message,
    });
  }
  const notText = fileOf('{"w":3}').fill(0xff, 8);
  assert.throws(() => decodeTensors(notText), /^SyntaxError: Safetensors header is not a JSON/);
});

Deno.test("decodeTensors() refuses a header length that no file could have", () => {
  const file = encodeTensors(tiny);
  file.fill(0xff, 0, 8);
  assert.throws(() => decodeTensors(file), /is longer than the file/);
});
