/**
 * The IDX file format of MNIST (http://yann.lecun.com/exdb/mnist), gzipped or plain: two zero
 * bytes, a code for the type of the numbers, the number of axes, the size of each axis as a 32-bit
 * big-endian integer, then the numbers, row-major. Numbers of one unsigned byte are read.
 */
import { constants, gunzipSync, gzipSync } from "node:zlib";

export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** The only one of the format's types that is read. */
const UNSIGNED_BYTE = 0x08;

const AXIS_BYTES = 4;
const FIXED_BYTES = 4;

/** As many numbers as fit in memory once each of them takes four bytes. */
const MAXIMUM_NUMBERS = 2 ** 28;

/** Packed bytes that hold the header of any gzipped file: the names it may begin with are short. */
const PACKED_HEADER_BYTES = 4096;

/**
 * The array in a file. A packed file is unpacked as far as its header promises and no further.
 *
 * @throws {SyntaxError} that says why these bytes are no such file.
 */
export function decodeIdx(file: Uint8Array): IdxArray {
  const isPacked = file[0] === 0x1f && file[1] === 0x8b;
  const start = isPacked
    ? unpack(file.subarray(0, PACKED_HEADER_BYTES), { finishFlush: constants.Z_SYNC_FLUSH })
    : file;
  const shape = readShape(start);
  const header = FIXED_BYTES + AXIS_BYTES * shape.length;
  const size = header + shape.reduce((product, axis) => product * axis, 1);
  const bytes = isPacked ? unpack(file, { maxOutputLength: size }, size) : file;
  if (bytes.length !== size) {
    const named = `[${shape.join(", ")}]`;
    throw new SyntaxError(
      `it has ${bytes.length} bytes, where its header ${named} promises ${size}; ` +
        (bytes.length < size ? "it seems to be cut off" : "something was added to it"),
    );
  }
  return { shape, data: bytes.subarray(header) };
}

/** The bytes of a plain file, or of a gzipped one. */
export function encodeIdx({ shape, data }: IdxArray, gzip = false): Uint8Array {
  const bytes = new Uint8Array(FIXED_BYTES + AXIS_BYTES * shape.length + data.length);
  bytes.set([0, 0, UNSIGNED_BYTE, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((size, axis) => view.setUint32(FIXED_BYTES + AXIS_BYTES * axis, size));
  bytes.set(data, bytes.length - data.length);
  return gzip ? gzipSync(bytes) : bytes;
}

function readShape(bytes: Uint8Array): number[] {
  const [first, second, type, axes] = bytes;
  if (first !== 0 || second !== 0 || type === undefined || axes === undefined) {
    throw new SyntaxError("it is not an IDX file: it does not begin with two zero bytes");
  }
  if (type !== UNSIGNED_BYTE) {
    const code = `0x${type.toString(16).padStart(2, "0")}`;
    throw new SyntaxError(
      `its numbers are of type ${code}, and only unsigned bytes (0x08) are read`,
    );
  }
  if (axes === 0 || bytes.length < FIXED_BYTES + AXIS_BYTES * axes) {
    throw new SyntaxError(axes === 0 ? "it has no axes" : "it ends before its header does");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from(
    { length: axes },
    (_, axis) => view.getUint32(FIXED_BYTES + AXIS_BYTES * axis),
  );
  const numbers = shape.reduce((product, axis) => product * axis, 1);
  if (numbers === 0) throw new SyntaxError(`its header [${shape.join(", ")}] promises no numbers`);
  if (numbers > MAXIMUM_NUMBERS) {
    throw new SyntaxError(
      `its header [${shape.join(", ")}] promises ${numbers} numbers, and at most ` +
        `${MAXIMUM_NUMBERS} fit in memory`,
    );
  }
  return shape;
}

function unpack(
  file: Uint8Array,
  options: { finishFlush?: number; maxOutputLength?: number },
  promised = 0,
): Uint8Array {
  try {
    return new Uint8Array(gunzipSync(file, options));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const tooLarge = Reflect.get(error, "code") === "ERR_BUFFER_TOO_LARGE";
    throw new SyntaxError(
      tooLarge
        ? `it unpacks to more than the ${promised} bytes that its header promises`
        : `it cannot be unpacked: ${error.message}; fetch it again`,
    );
  }
}
