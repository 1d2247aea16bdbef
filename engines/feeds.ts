/** Checks what is fed to a program, in the same words for every engine. */
import type { DataType } from "../graph/op.ts";
import { bindShape, formatShape, type Shape } from "../graph/shape.ts";
import type { NumberArray, Values } from "./engine.ts";

/** An input as a loaded program describes it; step inputs have their axis of steps already. */
export interface ExpectedInput {
  readonly name: string;
  readonly dataType: DataType;
  readonly shape: Shape;
}

const NUMBERS: Record<DataType, readonly (new (length: number) => NumberArray)[]> = {
  float: [Float32Array, Float64Array],
  int: [Int32Array],
  key: [Uint32Array],
};

/**
 * The sizes that symbols such as "batch" are bound to by what is fed. A RangeError or TypeError
 * names the input that is missing, unknown, or of another shape, length or type than expected.
 */
export function bindFeeds(
  expected: readonly ExpectedInput[],
  feeds: Values,
): ReadonlyMap<string, number> {
  const missing = expected.filter(({ name }) => !feeds[name]).map(({ name }) => name);
  if (missing.length > 0) throw new RangeError(`Program needs inputs "${missing.join('", "')}"`);
  const known = new Set(expected.map(({ name }) => name));
  const unknown = Object.keys(feeds).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new RangeError(`Program takes no inputs "${unknown.join('", "')}"`);
  const sizes = new Map<string, number>();
  for (const { name, dataType, shape } of expected) {
    const value = feeds[name]!;
    if (!NUMBERS[dataType].some((type) => value.data instanceof type)) {
      const names = NUMBERS[dataType].map((type) => type.name).join(" or ");
      throw new TypeError(
        `Cannot feed "${name}" with ${value.data.constructor.name}: use ${names}`,
      );
    }
    if (value.data.length !== value.shape.reduce((product, size) => product * size, 1)) {
      throw new RangeError(
        `Cannot feed "${name}" with ${value.data.length} numbers: its shape is ` +
          formatShape(value.shape),
      );
    }
    bindShape(name, shape, value.shape, sizes);
  }
  return sizes;
}
