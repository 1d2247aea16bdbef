/**
 * The safetensors file format (https://github.com/huggingface/safetensors): the length of a JSON
 * header as 64-bit little-endian, the header, then the raw arrays.
 */

export type TensorData = Float32Array | Int32Array;

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface TensorFile {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  readonly dtype: "F32" | "I32";
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const LENGTH_BYTES = 8;

/** Of both types. */
const ITEM_BYTES = 4;

/** As in the format's own library. */
const MAXIMUM_HEADER_BYTES = 100_000_000;

/** The bytes of a file: names in code-unit order, so that equal contents give equal bytes. */
export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  const names = Object.keys(tensors).sort();
  if (names.includes("__metadata__")) {
    throw new RangeError('A tensor cannot be named "__metadata__": that is where the texts are');
  }
  let end = 0;
  const entries = names.map((name): [string, HeaderEntry] => {
    const { shape, data } = tensors[name]!;
    if (shape.reduce((product, size) => product * size, 1) !== data.length) {
      throw new RangeError(`Tensor "${name}" [${shape}] cannot hold ${data.length} values`);
    }
    const start = end;
    end += data.byteLength;
    const dtype = data instanceof Float32Array ? "F32" : "I32";
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const sortedMetadata = Object.fromEntries(
    Object.keys(metadata).sort().map((key) => [key, metadata[key]]),
  );
  const json = JSON.stringify({ __metadata__: sortedMetadata, ...Object.fromEntries(entries) });
  const text = new TextEncoder().encode(json);
  const headerBytes = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  const file = new Uint8Array(LENGTH_BYTES + headerBytes + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(" ".charCodeAt(0), LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  file.set(text, LENGTH_BYTES);
  for (const [name, { data_offsets: [start] }] of entries) {
    const { buffer, byteOffset, byteLength } = tensors[name]!.data;
    file.set(new Uint8Array(buffer, byteOffset, byteLength), LENGTH_BYTES + headerBytes + start);
  }
  return file;
}

/**
 * Reads a file, and takes none that the format's own library refuses: arrays have to follow each
 * other without holes or overlaps, from the end of the header to the end of the file.
 *
 * @throws {SyntaxError} that says what is wrong with a file that is cut short or damaged.
 */
export function decodeTensors(file: Uint8Array): TensorFile {
  const headerBytes = headerLength(file);
  const start = LENGTH_BYTES + headerBytes;
  const { __metadata__, ...entries } = parseHeader(file.subarray(LENGTH_BYTES, start));
  const metadata = __metadata__ ?? {};
  if (!isMetadata(metadata)) {
    throw new SyntaxError("Safetensors __metadata__ is not an object of texts");
  }
  const tensors: [string, StoredTensor][] = [];
  let end = 0;
  for (const [name, entry] of sortByOffsets(Object.entries(entries).map(checkEntry))) {
    const { dtype, shape, data_offsets: [from, to] } = entry;
    if (from !== end) {
      throw new SyntaxError(`Safetensors tensor "${name}" begins at ${from}, not at ${end}`);
    }
    const count = shape.reduce(multiply, 1);
    if (to - from !== count * ITEM_BYTES) {
      throw new SyntaxError(
        `Safetensors tensor "${name}" [${shape}] of ${dtype} has ${to - from} bytes`,
      );
    }
    if (start + to > file.length) {
      throw new SyntaxError(`Safetensors tensor "${name}" is cut short`);
    }
    const { buffer } = file.slice(start + from, start + to);
    const data = dtype === "F32" ? new Float32Array(buffer) : new Int32Array(buffer);
    tensors.push([name, { shape, data }]);
    end = to;
  }
  if (start + end !== file.length) {
    throw new SyntaxError(`Safetensors file has ${file.length - start - end} bytes after the last`);
  }
  return { tensors: Object.fromEntries(tensors), metadata };
}

function headerLength(file: Uint8Array): number {
  if (file.length < LENGTH_BYTES) throw new SyntaxError("Safetensors file has no header length");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const bytes = Number(view.getBigUint64(0, true));
  if (bytes > MAXIMUM_HEADER_BYTES) {
    throw new SyntaxError(`Safetensors header of ${bytes} bytes is longer than any may be`);
  }
  if (LENGTH_BYTES + bytes > file.length) {
    throw new SyntaxError(`Safetensors header of ${bytes} bytes is longer than the file`);
  }
  return bytes;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const header: unknown = JSON.parse(text);
    if (!isObject(header) || !text.startsWith("{")) {
      throw new SyntaxError(`it is ${text.slice(0, 40)}`);
    }
    const repeated = findRepeatedName(text);
    if (repeated !== null) throw new SyntaxError(`it names ${repeated} twice`);
    return header;
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new SyntaxError(`Safetensors header is not a JSON object: ${reason}`);
  }
}

/** A name that one object of a JSON text gives twice, as it is written there; null without one. */
function findRepeatedName(text: string): string | null {
  const objects: Set<string>[] = [];
  for (const [token, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g)) {
    if (token === "{") objects.push(new Set());
    else if (token === "}") objects.pop();
    else if (colon !== undefined) {
      const name = token.slice(0, -colon.length);
      const names = objects.at(-1)!;
      if (names.has(JSON.parse(name))) return name;
      names.add(JSON.parse(name));
    }
  }
  return null;
}

function checkEntry([name, entry]: [string, unknown]): [string, HeaderEntry] {
  const { dtype, shape, data_offsets: offsets }: Partial<HeaderEntry> = Object(entry);
  if (typeof dtype !== "string" || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw new SyntaxError(`Safetensors tensor "${name}" has no type, shape and offsets`);
  }
  if (dtype !== "F32" && dtype !== "I32") {
    throw new SyntaxError(`Safetensors tensor "${name}" is of type ${dtype}, not F32 or I32`);
  }
  return [name, { dtype, shape, data_offsets: [offsets[0]!, offsets[1]!] }];
}

/** NaN where a product is too large to be told from its neighbours, whatever follows. */
function multiply(product: number, size: number): number {
  return Number.isSafeInteger(product * size) ? product * size : NaN;
}

function sortByOffsets(entries: [string, HeaderEntry][]): [string, HeaderEntry][] {
  return entries.sort(([, { data_offsets: a }], [, { data_offsets: b }]) =>
    a[0] - b[0] || a[1] - b[1]
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMetadata(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}

/** True for a list of whole numbers of 0 or more; -0 is none. */
function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) &&
    value.every((size) => Number.isSafeInteger(size) && size >= 0 && !Object.is(size, -0));
}
