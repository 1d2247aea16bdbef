/**
 * Named numbers and arrays in one small binary file, for pages: the length of a JSON header as
 * 32-bit little-endian, the header, then the arrays. Unlike safetensors it holds bytes and numbers
 * of 16 bits, which is what pictures are made of.
 */

export type PackedArray = Uint8Array | Int16Array | Float32Array;

export interface Packed {
  /** What JSON can say, and numbers that are not finite: of a network that diverged. */
  readonly facts: unknown;
  readonly arrays: Readonly<Record<string, PackedArray>>;
}

interface Entry {
  readonly name: string;
  readonly type: keyof typeof types;
  readonly offset: number;
  readonly length: number;
}

const types = { u8: Uint8Array, i16: Int16Array, f32: Float32Array } as const;

/** Changes with the format, so that a page never misreads a file of another version. */
const VERSION = 3;

/** Before the words of a number that JSON cannot say; no other text begins so. */
const MARK = "\u0000";

/** Arrays begin at multiples of this, so that each can be read in place. */
const ALIGNMENT = 4;
const LENGTH_BYTES = 4;

export function pack({ facts, arrays }: Packed): Uint8Array {
  let end = 0;
  const entries = Object.entries(arrays).map(([name, array]): [Entry, PackedArray] => {
    const offset = end;
    end = align(end + array.byteLength);
    return [{ name, type: typeOf(array), offset, length: array.length }, array];
  });
  const header = { version: VERSION, facts, arrays: entries.map(([entry]) => entry) };
  const text = new TextEncoder().encode(JSON.stringify(header, writeNumber));
  const start = align(LENGTH_BYTES + text.length);
  const file = new Uint8Array(start + end);
  new DataView(file.buffer).setUint32(0, text.length, true);
  file.set(text, LENGTH_BYTES);
  for (const [{ offset }, { buffer, byteOffset, byteLength }] of entries) {
    file.set(new Uint8Array(buffer, byteOffset, byteLength), start + offset);
  }
  return file;
}

/** @throws {SyntaxError} for a file of another version, or that is cut short. */
export function unpack(file: ArrayBuffer): Packed {
  const length = file.byteLength < LENGTH_BYTES ? 0 : new DataView(file).getUint32(0, true);
  if (length === 0 || LENGTH_BYTES + length > file.byteLength) throw damaged();
  const text = new TextDecoder().decode(new Uint8Array(file, LENGTH_BYTES, length));
  const header: { version: number; facts: unknown; arrays: readonly Entry[] } = JSON.parse(
    text,
    readNumber,
  );
  if (header.version !== VERSION) {
    throw new SyntaxError(
      `Pictures of version ${header.version}, and this page reads ${VERSION}; load it again`,
    );
  }
  const start = align(LENGTH_BYTES + length);
  const arrays = header.arrays.map(({ name, type, offset, length }) => {
    const Type = types[type];
    if (start + offset + length * Type.BYTES_PER_ELEMENT > file.byteLength) throw damaged();
    return [name, new Type(file, start + offset, length)] as const;
  });
  return { facts: header.facts, arrays: Object.fromEntries(arrays) };
}

function writeNumber(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? `${MARK}${value}` : value;
}

function readNumber(_: string, value: unknown): unknown {
  return typeof value === "string" && value.startsWith(MARK)
    ? Number(value.slice(MARK.length))
    : value;
}

function damaged(): SyntaxError {
  return new SyntaxError("A file of pictures is cut short");
}

function typeOf(array: PackedArray): keyof typeof types {
  if (array instanceof Uint8Array) return "u8";
  return array instanceof Int16Array ? "i16" : "f32";
}

function align(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}
