import assert from "node:assert/strict";
import { decodeFrame, encodeFrame } from "../../pictures/frame.ts";
import { makeFrame } from "../../pictures/make_frame.ts";
import type { Moment } from "../../pictures/moment.ts";
import { wave } from "../../numerics/fourier.ts";
import { residuePairs } from "../../tasks/residue_pairs.ts";

const p = 23;
const pairs = residuePairs({
  kind: "modular",
  operation: "x+y",
  modulus: p,
  operands: 2,
  operandFraction: 1,
  encoding: "equation",
}, 0)!;
const { cosine, sine } = wave(p, 3);

/** A network that has understood: neurons 1 and 4 go round three times, others do not vary. */
function understood(): Moment {
  const width = 6;
  const features = new Float32Array(p * p * width);
  const classes = p + 2;
  const outputs = new Float32Array(p * p * classes);
  for (const [row, answer] of pairs.answers.entries()) {
    features[row * width + 1] = 2 * cosine[answer]! + 5;
    features[row * width + 4] = -2 * sine[answer]!;
    outputs[row * classes + pairs.tokens[answer]!] = 9;
  }
  return {
    step: 400,
    pairs,
    trained: Uint8Array.from(pairs.a, (a) => a < 5 ? 1 : 0),
    features: { rows: p * p, width, data: features },
    outputs: { rows: p * p, width: classes, data: outputs },
    areLogits: true,
    embedding: {
      rows: p,
      width: 2,
      data: Float64Array.from({ length: 2 * p }, (_, at) => (at % 2 ? sine : cosine)[at >> 1]!),
    },
    attention: [{
      name: "blocks.0",
      heads: 1,
      queries: 1,
      keys: 2,
      data: [0.25, 0.75, 0.75, 0.25],
    }],
  };
}

Deno.test("a frame shows the circle, the neurons and the waves of a network that has understood", () => {
  const { facts, arrays } = makeFrame(understood());
  assert.deepEqual([facts.circle!.neurons, facts.circle!.frequency], [[1, 4], 3]);
  assert.ok(facts.circle!.value > 1 - 1e-6);
  assert.deepEqual(facts.neurons!.places.slice(0, 2).sort(), [1, 4]);
  assert.deepEqual(facts.neurons!.frequencies.slice(0, 2), [3, 3]);
  assert.deepEqual(facts.neurons!.ranges[facts.neurons!.places.indexOf(4)], [
    -Math.fround(2 * Math.max(...sine)),
    -Math.fround(2 * Math.min(...sine)),
  ]);
  assert.deepEqual(facts.neurons!.waves.slice(0, 2), [[3, 3], [3, 3]]);
  assert.deepEqual(facts.neurons!.byAnswer.slice(0, 3).map((share) => share.toFixed(6)), [
    "1.000000",
    "1.000000",
    "0.000000", // does not vary
  ]);
  const planes = arrays.planes!.subarray(0, 12 * p);
  assert.deepEqual([...planes.keys()].filter((at) => planes[at]! > 0), [3 * p + 11 + 3]);
  assert.equal(facts.spectrum!.dominant[0], 3);
  assert.ok(Math.abs(facts.spectrum!.concentration - 0.5) < 1e-9);
  assert.ok(facts.embedding!.circularity > 1 - 1e-9);
  assert.deepEqual([...arrays["attention.blocks.0"]!], [0.5, 0.5]);
  assert.equal(arrays.circle!.length, 2 * p);
});

Deno.test("answers stand at their places in the square, with shares and the rows trained on", () => {
  const { facts, arrays } = makeFrame(understood());
  assert.deepEqual(facts.accuracy, { train: 1, validation: 1 });
  const place = 7 * p + 20; // 7 + 20 = 27 = 4
  assert.deepEqual([arrays.kinds![place], arrays.right![place]], [2, 4]);
  assert.equal(arrays.kinds![4 * p], 1);
  assert.equal(arrays.answers![3 * place], 4);
  const share = Math.exp(9) / (Math.exp(9) + p + 1);
  assert.equal(arrays.shares![3 * place], Math.round(255 * share));
  assert.deepEqual([arrays.ranks![place], arrays.rightShares![place]], [
    0,
    arrays.shares![3 * place],
  ]);
});

Deno.test("a right answer that is not the strongest has its rank and share", () => {
  const moment = understood();
  const { width } = moment.outputs!;
  const data = Float32Array.from(moment.outputs!.data, (output) => output === 9 ? 1 : 0);
  const row = 7 * p + 20;
  for (const answer of [8, 9, 10, 11]) data[row * width + pairs.tokens[answer]!] = 2;
  const { arrays } = makeFrame({ ...moment, outputs: { ...moment.outputs!, data } });
  const total = 4 * Math.exp(2) + Math.exp(1) + width - 5;
  assert.equal(arrays.ranks![row], 4);
  assert.equal(arrays.rightShares![row], Math.round(255 * Math.exp(1) / total));
  assert.deepEqual([...arrays.answers!.subarray(3 * row, 3 * row + 3)], [8, 9, 10]);
});

Deno.test("pairs that a task leaves out have no place in the square", () => {
  const division = residuePairs({
    kind: "modular",
    operation: "x/y",
    modulus: 5,
    operands: 2,
    operandFraction: 1,
    encoding: "operands",
  }, 0)!;
  const outputs = { rows: 20, width: 239, data: new Float32Array(20 * 239) };
  const { arrays } = makeFrame({
    ...understood(),
    pairs: division,
    trained: new Uint8Array(20),
    features: null,
    outputs,
    embedding: null,
  });
  assert.deepEqual([...arrays.kinds!.subarray(0, 7)], [0, 2, 2, 2, 2, 0, 2]);
  assert.equal(arrays.answers![3], -1); // the first token of openai's vocabulary is no residue
});

Deno.test("a network that diverged, or has no such parts, still has a frame", () => {
  const moment = understood();
  const lost = { ...moment.features!, data: Float32Array.from(moment.features!.data, () => NaN) };
  const outputs = { ...moment.outputs!, data: moment.outputs!.data as Float32Array };
  const diverged = makeFrame({
    ...moment,
    features: lost,
    outputs: { ...outputs, data: Float32Array.from(outputs.data, () => NaN) },
  });
  assert.equal(diverged.facts.circle, null);
  assert.deepEqual(decodeFrame(encodeFrame(diverged).buffer as ArrayBuffer).facts, diverged.facts);
  const nothing = makeFrame({
    ...moment,
    pairs: null,
    features: null,
    outputs: null,
    embedding: null,
  });
  assert.deepEqual(
    [nothing.facts.modulus, nothing.facts.accuracy, nothing.facts.neurons, nothing.facts.spectrum],
    [null, null, null, null],
  );
});

Deno.test("decodeFrame() undoes encodeFrame(), and refuses what is cut short or of another version", () => {
  const frame = makeFrame(understood());
  const file = encodeFrame(frame).buffer as ArrayBuffer;
  assert.deepEqual(
    decodeFrame(file),
    JSON.parse(JSON.stringify(frame.facts)) && {
      facts: frame.facts,
      arrays: frame.arrays,
    },
  );
  assert.throws(() => decodeFrame(file.slice(0, file.byteLength - 9)), /cut short/);
  assert.throws(() => decodeFrame(new ArrayBuffer(2)), /cut short/);
  const other = file.slice(0);
  new Uint8Array(other)[4 + '{"version":'.length] = "7".charCodeAt(0);
  assert.throws(() => decodeFrame(other), /Pictures of version 7, and this page reads 3/);
});
