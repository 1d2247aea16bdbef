import assert from "node:assert/strict";
import { crc32c, encodeRecords, maskedCrc32c } from "../../formats/tfrecord.ts";

Deno.test("crc32c() is that of RFC 3720, appendix B.4, and of the check value", () => {
  assert.equal(crc32c(new TextEncoder().encode("123456789")), 0xe3069283);
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, byte) => byte)), 0x46dd794e);
});

Deno.test("a masked checksum is turned right by 15 bits, plus a constant", () => {
  // 0x8a9136aa turned right by 15 bits is 0x6d551522; plus 0xa282ead8, without the carry
  assert.equal(maskedCrc32c(new Uint8Array(32)), 0x0fd7fffa);
});

Deno.test("a record is its length, the checksum of that, its bytes and their checksum", () => {
  const file = encodeRecords([Uint8Array.of(7), new Uint8Array()]);
  const view = new DataView(file.buffer);
  assert.equal(file.length, 16 + 1 + 16);
  assert.equal(view.getBigUint64(0, true), 1n);
  assert.equal(view.getUint32(8, true), maskedCrc32c(file.slice(0, 8)));
  assert.equal(file[12], 7);
  assert.equal(view.getUint32(13, true), maskedCrc32c(Uint8Array.of(7)));
  assert.equal(view.getBigUint64(17, true), 0n);
});
