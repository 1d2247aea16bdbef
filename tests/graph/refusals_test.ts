/** Shape rules refuse inputs that do not fit, in a sentence that names what does not. */
import assert from "node:assert/strict";
import { apply, constant, input, type Tensor } from "../../graph/tensor.ts";

const a = input("a", [2, 3]);
const b = input("b", [4, 5]);
const cube = input("cube", [2, 3, 4]);
const scalar = input("scalar", []);
const rows = input("rows", ["batch", 3]);
const ids = input("ids", [7], "int");

const refusals: readonly [name: string, make: () => Tensor, message: string][] = [
  [
    "add() of shapes that do not broadcast",
    () => a.add(b),
    'add("a" [2, 3], "b" [4, 5]): Cannot broadcast [2, 3] with [4, 5]: sizes are 2 and 4',
  ],
  [
    "mul() of an integer and a float",
    () => ids.mul(input("f", [7])),
    'mul("ids" [7], "f" [7]): data types are int and float, and must be the same',
  ],
  [
    "matmul() of an integer and a float",
    () => input("counts", [2, 2], "int").matmul(a),
    'matmul("counts" [2, 2], "a" [2, 3]): data types are int and float, and must be float',
  ],
  [
    "gather() at indices that are no integers",
    () => a.gather(input("f", [7])),
    'gather("a" [2, 3], "f" [7]): indices are float, and must be int',
  ],
  [
    "crossEntropy() with a target too many",
    () => a.crossEntropy(ids, { form: "softmax", precision: 64 }),
    'crossEntropy("a" [2, 3], "ids" [7]): outputs [2, 3] need a target for each row, not [7]',
  ],
  [
    "crossEntropy() with targets that are no integers",
    () => a.crossEntropy(input("f", [2]), { form: "softmax", precision: 64 }),
    'crossEntropy("a" [2, 3], "f" [2]): targets are float, and must be int',
  ],
  [
    "replaceRow() by a row of another length",
    () => a.replaceRow(input("id", [], "int"), input("f", [4])),
    'replaceRow("a" [2, 3], "id" [], "f" [4]): a row of [2, 3] has one index and a row\'s shape, ' +
    "not [] and [4]",
  ],
  [
    "replaceRow() at what is no integer",
    () => a.replaceRow(scalar, input("f", [3])),
    'replaceRow("a" [2, 3], "scalar" [], "f" [3]): indices are float, and must be int',
  ],
  [
    "oneHot() of what is no integer",
    () => a.oneHot(3),
    'oneHot("a" [2, 3]): indices are float, and must be int',
  ],
  [
    "scatterAdd() at indices that are no integers",
    () => a.scatterAdd(input("f", [2]), 9),
    'scatterAdd("a" [2, 3], "f" [2]): indices are float, and must be int',
  ],
  [
    "matmul() with inner sizes that differ",
    () => a.matmul(b),
    'matmul("a" [2, 3], "b" [4, 5]): inner sizes of [2, 3] and [4, 5] are 3 and 4',
  ],
  [
    "matmul() with inner sizes that differ once transposed",
    () => a.matmul(b, { transposeLeft: true, transposeRight: true }),
    'matmul("a" [2, 3], "b" [4, 5]): inner sizes of [2, 3] and [4, 5] are 2 and 5',
  ],
  [
    "matmul() of different ranks",
    () => cube.matmul(b),
    'matmul("cube" [2, 3, 4], "b" [4, 5]): ' +
    "matrices [2, 3, 4] and [4, 5] need the same leading sizes",
  ],
  [
    "matmul() of vectors",
    () => ids.matmul(ids),
    'matmul("ids" [7], "ids" [7]): matrices [7] and [7] need the same leading sizes',
  ],
  [
    "reshape() to another number of elements",
    () => a.reshape([4, 2]),
    'reshape("a" [2, 3]): [2, 3] does not fill [4, 2]',
  ],
  [
    "reshape() to another multiple of a symbol",
    () => rows.reshape(["2*batch"]),
    'reshape("rows" [batch, 3]): [batch, 3] does not fill [2*batch]',
  ],
  [
    "transpose() with an order that leaves out an axis",
    () => cube.transpose([0, 0, 1]),
    'transpose("cube" [2, 3, 4]): order 0,0,1 does not list the axes of [2, 3, 4]',
  ],
  [
    "slice() beyond the end",
    () => a.slice(1, 1, 4),
    'slice("a" [2, 3]): no elements 1 to 3 along axis 1 of [2, 3]',
  ],
  [
    "slice() of nothing",
    () => a.slice(0, 1, 1),
    'slice("a" [2, 3]): no elements 1 to 0 along axis 0 of [2, 3]',
  ],
  [
    "slice() along a symbolic axis",
    () => rows.slice(0, 0, 1),
    'slice("rows" [batch, 3]): no elements 0 to 0 along axis 0 of [batch, 3]',
  ],
  [
    "pad() by a negative number",
    () => a.pad(0, -1, 2),
    'pad("a" [2, 3]): cannot add -1 and 2 zeros along axis 0 of [2, 3]',
  ],
  [
    "broadcastLike() to a smaller shape",
    () => a.broadcastLike(scalar),
    'broadcastLike("a" [2, 3], "scalar" []): [2, 3] does not broadcast to []',
  ],
  ["sum() over a missing axis", () => a.sum([2]), 'sum("a" [2, 3]): no axis 2 in [2, 3]'],
  [
    "sum() over one axis twice",
    () => a.sum([1, -1]),
    'sum("a" [2, 3]): axes 1,1 of [2, 3] are not distinct',
  ],
  ["argmax() of a scalar", () => scalar.argmax(), 'argmax("scalar" []): no axis -1 in []'],
  [
    "softmax() of a scalar",
    () => scalar.softmax(),
    'softmax("scalar" []): a row to normalise has an axis, but the shape is []',
  ],
  [
    "layerNorm() with a gain of another width",
    () => a.layerNorm(constant([1, 1]), constant([0, 0, 0]), 1e-5),
    'layerNorm("a" [2, 3], constant [2], constant [3]): ' +
    "gain [2] and bias [3] need one number for each of the 3 columns of [2, 3]",
  ],
  [
    "gather() from a scalar",
    () => scalar.gather(ids),
    'gather("scalar" [], "ids" [7]): a table has rows, but its shape is []',
  ],
  [
    "scatterAdd() with an index too few",
    () => a.scatterAdd(ids, 9),
    'scatterAdd("a" [2, 3], "ids" [7]): updates [2, 3] need one index each, not [7]',
  ],
  [
    "randomUniform() with keys for other rows",
    () => input("key", [3, 2], "key").randomUniform(a, "mask"),
    'randomUniform("key" [3, 2], "a" [2, 3]): keys [3, 2] do not fit [2, 3]',
  ],
  [
    "randomUniform() with a key of three words",
    () => input("key", [3], "key").randomUniform(a, "mask"),
    'randomUniform("key" [3], "a" [2, 3]): a key has shape [2], not [3]',
  ],
  [
    "constant() with values missing",
    () => constant([1, 2, 3], "float", [2, 2]),
    "constant(): 3 values do not fill [2, 2]",
  ],
  [
    "constant() of infinity",
    () => a.mul(-Infinity),
    "constant(): -Infinity is not finite and has no text form",
  ],
];

for (const [name, make, message] of refusals) {
  Deno.test(`${name} is refused`, () => assert.throws(make, { name: "RangeError", message }));
}

Deno.test("matmulAdd is refused when the addend would enlarge the product", () => {
  const flags = { transposeLeft: false, transposeRight: false };
  assert.throws(() => apply("matmulAdd", [a, input("c", [3, 1]), cube], flags), {
    message: 'matmulAdd("a" [2, 3], "c" [3, 1], "cube" [2, 3, 4]): ' +
      "Cannot broadcast [2, 1] with [2, 3, 4]: sizes are 2 and 3",
  });
  assert.throws(() => apply("matmulAdd", [a, input("c", [3, 1]), input("d", [2, 4])], flags), {
    message: 'matmulAdd("a" [2, 3], "c" [3, 1], "d" [2, 4]): addend [2, 4] does not fit [2, 1]',
  });
});

Deno.test("matmulAdd is refused for batches of matrices", () => {
  const flags = { transposeLeft: false, transposeRight: true };
  assert.throws(() => apply("matmulAdd", [cube, cube, scalar], flags), {
    message: 'matmulAdd("cube" [2, 3, 4], "cube" [2, 3, 4], "scalar" []): ' +
      "the product is no matrix, its shape is [2, 3, 3]",
  });
});
