/**
 * TFRecord files: each record is its length as 64-bit little-endian, a checksum of that, its bytes,
 * and a checksum of those. Checksums are CRC-32C (Castagnoli, RFC 3720), masked as TensorFlow's
 * core/lib/hash/crc32c.h has it, so that a checksum of data with checksums in it is no trivial one.
 */

/** The reversed polynomial of CRC-32C. */
const POLYNOMIAL = 0x82f63b78;
const MASK_DELTA = 0xa282ead8;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
});

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}

/** Of a record: length and its checksum before it, its own checksum after it. */
const [BEFORE, AFTER] = [12, 4];

export function encodeRecords(records: readonly Uint8Array[]): Uint8Array {
  const total = records.reduce((sum, { length }) => sum + BEFORE + length + AFTER, 0);
  const file = new Uint8Array(total);
  const view = new DataView(file.buffer);
  let at = 0;
  for (const record of records) {
    view.setBigUint64(at, BigInt(record.length), true);
    view.setUint32(at + 8, maskedCrc32c(file.subarray(at, at + 8)), true);
    file.set(record, at + BEFORE);
    view.setUint32(at + BEFORE + record.length, maskedCrc32c(record), true);
    at += BEFORE + record.length + AFTER;
  }
  return file;
}
