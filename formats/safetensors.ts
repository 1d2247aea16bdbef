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

/** The bytes of a file: names in code-unit order, so that equal contents give equal bytes. */
export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  const names = Object.keys(tensors).sort();
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

/** Reads a file; a SyntaxError says what is wrong with one that is cut short or damaged. */
export function decodeTensors(file: Uint8Array): TensorFile {
  if (file.length < LENGTH_BYTES) throw new SyntaxError("Safetensors file has no header length");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  const start = LENGTH_BYTES + headerBytes;
  if (start > file.length) {
    throw new SyntaxError(`Safetensors header of ${headerBytes} bytes is longer than the file`);
  }
  const { __metadata__: metadata = {}, ...entries } = parseHeader(
    file.subarray(LENGTH_BYTES, start),
  );
  const tensors = Object.entries(entries).map(([name, entry]) => {
    if (!isHeaderEntry(entry)) {
      throw new SyntaxError(`Safetensors tensor "${name}" has no type, shape and offsets`);
    }
    const { dtype, shape, data_offsets } = entry;
    const bytes = file.slice(start + data_offsets[0], start + data_offsets[1]);
    const count = shape.reduce((product, size) => product * size, 1);
    if (bytes.length !== count * 4 || (dtype !== "F32" && dtype !== "I32")) {
      throw new SyntaxError(`Safetensors tensor "${name}" is cut short or of type ${dtype}`);
    }
    const data = dtype === "F32" ? new Float32Array(bytes.buffer) : new Int32Array(bytes.buffer);
    return [name, { shape, data }] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

function parseHeader(
  bytes: Uint8Array,
): { __metadata__?: Record<string, string> } & Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof header === "object" && header !== null) return { ...header };
    throw new SyntaxError(`it is ${header}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new SyntaxError(`Safetensors header is not a JSON object: ${reason}`);
  }
}

/** Which types there are is checked where the type is used. */
function isHeaderEntry(entry: unknown): entry is HeaderEntry {
  const { dtype, shape, data_offsets }: Partial<HeaderEntry> = Object(entry);
  const integers = (list: unknown) => Array.isArray(list) && list.every(Number.isSafeInteger);
  return typeof dtype === "string" && integers(shape) && integers(data_offsets) &&
    data_offsets?.length === 2;
}
