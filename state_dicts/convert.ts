/** Weights between our names and layouts and those of another code, tensor by tensor. */
import type { Part, Piece } from "./state_dict.ts";

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

type Tensors = Readonly<Record<string, Tensor>>;

/** Tensors of theirs from ours. @throws {RangeError} for parts that are not whole numbers. */
export function toTheirs(pieces: readonly Piece[], ours: Tensors): Record<string, Tensor> {
  const theirs: Record<string, Tensor> = {};
  for (const [name, parts] of Map.groupBy(pieces, (piece) => piece.theirs)) {
    const rows = parts.map((piece) => {
      const part = columns(ours[piece.ours]!, piece.ourPart ?? [0, 1], piece.ours);
      return piece.transposed ? transpose(part) : part;
    });
    const { theirHeads } = parts[0]!;
    theirs[name] = theirHeads === undefined ? stack(rows) : splitHeads(stack(rows), theirHeads);
  }
  return theirs;
}

/** Tensors of ours from theirs. @throws {RangeError} for parts that are not whole numbers. */
export function toOurs(pieces: readonly Piece[], theirs: Tensors): Record<string, Tensor> {
  const ours: Record<string, Tensor> = {};
  for (const [name, parts] of Map.groupBy(pieces, (piece) => piece.ours)) {
    const found = parts.map((piece) => {
      const whole = joinHeads(theirs[piece.theirs]!, piece.theirHeads);
      const part = rows(whole, piece.theirPart ?? [0, 1], piece.theirs);
      return { part, piece };
    });
    // Parts of ours are columns, which are rows of theirs.
    const joined = stack(found.map(({ part }) => part));
    ours[name] = found[0]!.piece.transposed ? transpose(joined) : joined;
  }
  return ours;
}

function transpose({ shape, data }: Tensor): Tensor {
  const [height, width] = shape as readonly [number, number];
  const turned = new Float32Array(data.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      turned[column * height + row] = data[row * width + column]!;
    }
  }
  return { shape: [width, height], data: turned };
}

/** One of several equal parts of the last axis. */
function columns(tensor: Tensor, [index, of]: Part, name: string): Tensor {
  if (of === 1) return tensor;
  return transpose(rows(transpose(tensor), [index, of], name));
}

/** One of several equal parts of the first axis. */
function rows({ shape: [height = 1, ...rest], data }: Tensor, [index, of]: Part, name: string) {
  if (height % of !== 0) {
    throw new RangeError(`${name} cannot be divided into ${of} parts, since it has ${height}`);
  }
  const length = data.length / of;
  return {
    shape: [height / of, ...rest],
    data: data.slice(index * length, (index + 1) * length),
  };
}

/** Tensors one after the other along their first axis. */
function stack(parts: readonly Tensor[]): Tensor {
  const [first] = parts as readonly [Tensor, ...Tensor[]];
  if (parts.length === 1) return first;
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  const height = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  return { shape: [height, ...first.shape.slice(1)], data };
}

function splitHeads({ shape: [height = 1, ...rest], data }: Tensor, heads: number): Tensor {
  if (height % heads !== 0) {
    throw new RangeError(`${height} rows cannot be divided among ${heads} heads`);
  }
  return { shape: [heads, height / heads, ...rest], data };
}

function joinHeads(tensor: Tensor, heads: number | undefined): Tensor {
  const [first = 1, second = 1, ...rest] = tensor.shape;
  return heads === undefined || rest.length === 0
    ? tensor
    : { shape: [first * second, ...rest], data: tensor.data };
}
