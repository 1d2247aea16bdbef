/** Arithmetic of strides: how the same elements are read in another shape or order. */
import {
  type Dimension,
  multiplyDimensions,
  parseDimension,
  type Shape,
} from "../../graph/shape.ts";
import type { Node, View } from "./nodes.ts";

/** A product of which at most one factor has a symbol; nothing times a symbol is nothing. */
export function times(a: Dimension, b: Dimension): Dimension {
  return a === 0 || b === 0 ? 0 : multiplyDimensions(a, b);
}

export function product(sizes: Shape): Dimension {
  return sizes.reduce(times, 1);
}

export function rowMajor(shape: Shape): Dimension[] {
  return shape.map((_, axis) => product(shape.slice(axis + 1)));
}

/** All elements of a node in their own order. */
export function wholeOf(node: Node): View {
  const { shape, type } = node;
  return { node, shape, type, strides: rowMajor(shape), offset: [] };
}

export function isContiguous(view: View): boolean {
  return view.offset.length === 0 && product(view.shape) === product(view.node.shape) &&
    isRun(view);
}

/** Whether the elements lie one after the other, wherever they begin. */
export function isRun({ shape, strides }: View): boolean {
  return collapse(shape, strides)?.stride === 1;
}

/** The same view with axes of size one stretched, and new ones in front. */
export function broadcastView(view: View, shape: Shape): View {
  const added = shape.length - view.shape.length;
  const strides = shape.map((size, axis): Dimension => {
    const own = view.shape[axis - added];
    return own === undefined || own === 1 && size !== 1 ? 0 : view.strides[axis - added]!;
  });
  return { ...view, shape, strides };
}

/** The view in another shape, or null where its elements would have to be copied for it. */
export function reshapeView(view: View, shape: Shape): View | null {
  const strides = restride(view.shape, view.strides, shape);
  return strides === null ? null : { ...view, shape, strides };
}

/** One axis for all of these, if they can be walked with one stride. */
export function collapse(
  shape: Shape,
  strides: readonly Dimension[],
): { readonly size: Dimension; readonly stride: Dimension } | null {
  const size = product(shape);
  const found = restride(shape, strides, [size]);
  return found === null ? null : { size, stride: size === 1 ? 0 : found[0]! };
}

/** Neighbouring axes that can be walked as one are one, and those of size one are gone. */
export function mergeAxes(
  shape: Shape,
  strides: readonly Dimension[],
): { readonly size: Dimension; readonly stride: Dimension }[] {
  const merged: { size: Dimension; stride: Dimension }[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const stride = strides[axis]!;
    const outer = merged.at(-1);
    if (outer !== undefined && outer.stride === times(stride, size)) {
      merged[merged.length - 1] = { size: times(outer.size, size), stride };
    } else merged.push({ size, stride });
  }
  return merged;
}

/**
 * Walks both shapes from their last axes: groups of axes with as many elements on both sides
 * belong together, and those on the left must be one run.
 */
function restride(
  from: Shape,
  strides: readonly Dimension[],
  to: Shape,
): Dimension[] | null {
  const sources = mergeAxes(from, strides);
  const result = new Array<Dimension>(to.length).fill(1);
  let source = sources.pop();
  let taken: Dimension = 1; // how much of the source the axes so far take
  for (let axis = to.length - 1; axis >= 0; axis--) {
    const size = to[axis]!;
    if (size === 1) continue;
    if (source === undefined) return null;
    result[axis] = times(source.stride, taken);
    taken = times(taken, size);
    if (!divides(taken, source.size)) return null;
    if (taken === source.size) [source, taken] = [sources.pop(), 1];
  }
  return result;
}

/** Whether the second is a multiple of the first, whatever their symbol stands for. */
function divides(part: Dimension, whole: Dimension): boolean {
  const [a, b] = [parseDimension(part), parseDimension(whole)];
  return (a.symbol === null || a.symbol === b.symbol) && b.factor % a.factor === 0;
}
