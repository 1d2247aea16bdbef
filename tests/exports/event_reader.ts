/** Reads TensorBoard's event files, written from the definitions of TFRecord and protocol buffers. */
import assert from "node:assert/strict";

export interface Scalars {
  readonly wallTime: number;
  readonly step: number;
  readonly version?: string;
  readonly values: Readonly<Record<string, number>>;
}

type Message = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

/** CRC-32C bit by bit, without a table. */
function crc32c(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

function unmask(masked: number): number {
  const turned = (masked - 0xa282ead8) >>> 0;
  return ((turned >>> 17) | (turned << 15)) >>> 0;
}

function readRecords(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset);
  const records: Uint8Array[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(view.getBigUint64(at, true));
    assert.equal(unmask(view.getUint32(at + 8, true)), crc32c(file.subarray(at, at + 8)));
    const record = file.subarray(at + 12, at + 12 + length);
    assert.equal(unmask(view.getUint32(at + 12 + length, true)), crc32c(record));
    records.push(record);
    at += 16 + length;
  }
  return records;
}

/** Fields by their number; numbers of 64 and 32 bits are floating-point in these messages. */
function readMessage(bytes: Uint8Array): Message {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fields = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  const varint = () => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, type] = [key >> 3, key & 7];
    let value: number | Uint8Array;
    if (type === 0) value = varint();
    else if (type === 1) value = view.getFloat64((at += 8) - 8, true);
    else if (type === 5) value = view.getFloat32((at += 4) - 4, true);
    else {
      assert.equal(type, 2);
      const length = varint();
      value = bytes.subarray(at, at += length);
    }
    fields.set(field, [...fields.get(field) ?? [], value]);
  }
  return fields;
}

export function readEvents(file: Uint8Array): Scalars[] {
  const text = (bytes: unknown) => new TextDecoder().decode(bytes as Uint8Array);
  return readRecords(file).map((record) => {
    const event = readMessage(record);
    const summary = event.get(5)?.[0];
    const values = summary === undefined
      ? []
      : (readMessage(summary as Uint8Array).get(1) ?? []).map((bytes) => {
        const value = readMessage(bytes as Uint8Array);
        // TensorBoard takes a value that is not there for none, not for 0.
        assert.ok(value.has(2), text(value.get(1)![0]));
        return [text(value.get(1)![0]), Number(value.get(2)![0])] as const;
      });
    const version = event.get(3)?.[0];
    return {
      wallTime: Number(event.get(1)?.[0] ?? 0),
      step: Number(event.get(2)?.[0] ?? 0),
      ...version === undefined ? {} : { version: text(version) },
      values: Object.fromEntries(values),
    };
  });
}
