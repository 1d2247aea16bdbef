/** IDX files, packed and plain, and those that are none. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { decodeIdx, encodeIdx } from "../../formats/idx.ts";

const array = { shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 255) };

Deno.test("an array is the same after its file was written and read, packed or not", () => {
  for (const gzip of [false, true]) assert.deepEqual(decodeIdx(encodeIdx(array, gzip)), array);
});

Deno.test("the file is that of MNIST, byte by byte", () => {
  assert.deepEqual(
    [...encodeIdx(array)],
    [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255],
  );
});

const plain = encodeIdx(array);
const bomb = gzipSync(new Uint8Array([...plain, ...new Uint8Array(10_000_000)]));
const refused: [what: string, file: Uint8Array, message: RegExp][] = [
  ["nothing", new Uint8Array(), /not an IDX file/],
  ["text", new TextEncoder().encode("hello"), /not an IDX file/],
  ["floats", Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 1), /type 0x0d, and only unsigned bytes/],
  ["half a header", plain.subarray(0, 7), /ends before its header does/],
  ["a file cut off", plain.subarray(0, -1), /has 17 bytes, .* promises 18; it seems to be cut off/],
  ["a file with more", Uint8Array.of(...plain, 0), /something was added to it/],
  ["a promise beyond memory", Uint8Array.of(0, 0, 8, 1, 255, 255, 255, 255), /at most 268435456/],
  [
    "a packed file cut off",
    gzipSync(plain).subarray(0, -9),
    /cannot be unpacked: .*fetch it again/,
  ],
  ["what unpacks to more than it promises", bomb, /unpacks to more than the 18 bytes/],
];
for (const [what, file, message] of refused) {
  Deno.test(`${what} is refused`, () => {
    assert.throws(() => decodeIdx(file), { name: "SyntaxError", message });
  });
}
