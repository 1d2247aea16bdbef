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

/** A header of tensors, each given as its shape and its offsets. */
function headerOf(tensors: Record<string, [shape: unknown, offsets: unknown]>): string {
  const entries = Object.entries(tensors).map(([name, [shape, data_offsets]]) => [
    name,
    { dtype: "F32", shape, data_offsets },
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}

Deno.test("decodeTensors() refuses a header that is damaged, and says so", () => {
  const whole = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
  const refused: [string, string | RegExp][] = [
    ["{", /^Safetensors header is not a JSON object: /],
    ["null", "Safetensors header is not a JSON object: it is null"],
    [`[${whole}]`, /^Safetensors header is not a JSON object: it is \[\{"dtype"/],
    [`\uFEFF{"w":${whole}}`, /^Safetensors header is not a JSON object: /],
    [` {"w":${whole}}`, /^Safetensors header is not a JSON object: /],
    [`{"w":${whole},"w":${whole}}`, /it names "w" twice$/],
    [`{"w":${whole},"\\u0077" :${whole}}`, /it names "\\u0077" twice$/],
    [`{"w":${whole.replace("{", '{"shape":[1],')}}`, /it names "shape" twice$/],
    [`{"__metadata__":5,"w":${whole}}`, "Safetensors __metadata__ is not an object of texts"],
    [`{"__metadata__":["a"],"w":${whole}}`, "Safetensors __metadata__ is not an object of texts"],
    [`{"__metadata__":{"a":5},"w":${whole}}`, "Safetensors __metadata__ is not an object of texts"],
    ['{"w":3}', 'Safetensors tensor "w" has no type, shape and offsets'],
    ['{"w":null}', 'Safetensors tensor "w" has no type, shape and offsets'],
    ['{"w":{"dtype":"F32"}}', 'Safetensors tensor "w" has no type, shape and offsets'],
    [
      whole.replace("F32", "F64").replace(/.*/, '{"w":$&}'),
      /^Safetensors tensor "w" is of type F64/,
    ],
  ];
  for (const [header, message] of refused) {
    assert.throws(() => decodeTensors(fileOf(header, 0, 0, 0, 0)), {
      name: "SyntaxError",
      message,
    }, header);
  }
  const notText = fileOf('{"w":3}').fill(0xff, 8);
  assert.throws(() => decodeTensors(notText), /^SyntaxError: Safetensors header is not a JSON/);
});

Deno.test("decodeTensors() refuses shapes and places that the format's own library refuses", () => {
  const noEntry = /has no type, shape and offsets$/;
  const refused: [Parameters<typeof headerOf>[0], RegExp][] = [
    [{ w: [["2"], [0, 8]] }, noEntry],
    [{ w: [[2.5], [0, 8]] }, noEntry],
    [{ w: [{ 0: 2 }, [0, 8]] }, noEntry],
    [{ w: [[-2, -1], [0, 8]] }, noEntry],
    [{ w: [[2], [0]] }, noEntry],
    [{ w: [[2], [0, 8, 8]] }, noEntry],
    [{ w: [[2], [-8, 0]] }, noEntry],
    [{ w: [[2], [0, 2 ** 64]] }, noEntry],
    [{ w: [[2], [8, 0]] }, /"w" begins at 8, not at 0$/],
    [{ w: [[1], [4, 8]] }, /"w" begins at 4, not at 0$/],
    [{ w: [[2], [0, 8]], v: [[1], [4, 8]] }, /"v" begins at 4, not at 8$/],
    [{ w: [[2], [0, 8]], v: [[2], [0, 8]] }, /"v" begins at 0, not at 8$/],
    [{ w: [[1], [0, 4]], v: [[0], [8, 8]] }, /"v" begins at 8, not at 4$/],
    [{ w: [[3], [0, 8]] }, /"w" \[3\] of F32 has 8 bytes$/],
    [{ w: [[2], [0, 8]], v: [[1], [8, 4]] }, /"v" \[1\] of F32 has -4 bytes$/],
    [{ w: [[2 ** 40, 2 ** 40, 0], [0, 0]] }, /of F32 has 0 bytes$/],
    [{ w: [[4], [0, 16]] }, /"w" is cut short$/],
    [{ w: [[1], [0, 4]] }, /has 4 bytes after the last$/],
    [{}, /has 8 bytes after the last$/],
  ];
  for (const [tensors, message] of refused) {
    const header = headerOf(tensors);
    const file = fileOf(header, 0, 0, 0, 0, 0, 0, 0, 0);
    assert.throws(() => decodeTensors(file), { name: "SyntaxError", message }, header);
  }
});

Deno.test("decodeTensors() takes what the format's own library takes", () => {
  const header = '{ "b":{"dtype":"F32","shape":[],"data_offsets":[4,8]}, "z":{"dtype":"I32",' +
    '"shape":[3,0],"data_offsets":[4,4],"more":1}, "__metadata__":null,' +
    '"__proto__":{"dtype":"I32","shape":[1],"data_offsets":[0,4]} } ';
  const { tensors, metadata } = decodeTensors(fileOf(header, 7, 0, 0, 0, 0, 0, 0x80, 0x3f));
  assert.deepEqual(metadata, {});
  assert.deepEqual(Object.keys(tensors), ["__proto__", "z", "b"]);
  assert.deepEqual(tensors["b"]!.data, Float32Array.of(1));
  assert.deepEqual(tensors["__proto__"]!.data, Int32Array.of(7));
  assert.deepEqual(decodeTensors(fileOf("{}")), { tensors: {}, metadata: {} });
});

Deno.test("decodeTensors() refuses a header length that no file could have", () => {
  const file = encodeTensors(tiny);
  file.fill(0xff, 0, 8);
  assert.throws(() => decodeTensors(file), /is longer than any may be/);
});

Deno.test("encodeTensors() refuses the one name that no tensor can have", () => {
  const tensors = { __metadata__: { shape: [], data: Float32Array.of(1) } };
  assert.throws(() => encodeTensors({ tensors, metadata: {} }), {
    name: "RangeError",
    message: /cannot be named "__metadata__"/,
  });
});
