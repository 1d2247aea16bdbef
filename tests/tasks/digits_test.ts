/** Drawn digits: the same for the same seed, different from each other, and learnable, not trivial. */
import assert from "node:assert/strict";
import { digits, drawDigit } from "../../tasks/digits.ts";
import { contentHash } from "../../store/content_hash.ts";
import { assertGolden } from "../golden/golden.ts";

const SIZE = 14;
const settings = { images: 500, size: SIZE, distortion: 1, noise: 0.1 };
const build = (given: Partial<typeof settings> = {}, seed = 0) =>
  digits.build({ ...settings, ...given }, { files: {}, seed });
const plain = { size: SIZE, distortion: 0, noise: 0 };

Deno.test("without distortion the ten digits look as they should", () => {
  const shades = " .:-=+*#%@";
  const pictures = Array.from({ length: 10 }, (_, digit) => {
    const pixels = drawDigit(digit, { ...plain, size: 20 }, 0, 0);
    const rows = Array.from(
      { length: 20 },
      (_, row) =>
        Array.from(
          pixels.subarray(row * 20, row * 20 + 20),
          (pixel) => shades[Math.min(9, Math.floor(10 * pixel))],
        ).join("").trimEnd(),
    );
    return `${digit}\n${rows.join("\n").replace(/^\n+|\n+$/g, "")}\n`;
  });
  assertGolden("digits.txt", pictures.join("\n"));
});

Deno.test("the pixels of a seed are the same on every machine", () => {
  const { inputs } = build({ images: 20 });
  const bytes = Uint8Array.from(inputs, (pixel) => Math.round(255 * pixel));
  assert.equal(
    contentHash(bytes),
    "0e1160846741ed2b4151403710682ecbb45e7b2ec7d5b578c855dce938d56376",
  );
});

Deno.test("more images begin with those of fewer, and another seed draws others", () => {
  const { inputs, targets } = build({ images: 30 });
  const few = build({ images: 10 });
  assert.deepEqual(few.inputs, inputs.subarray(0, few.inputs.length));
  assert.deepEqual(few.targets, targets.subarray(0, 10));
  const other = build({ images: 30 }, 1);
  assert.notDeepEqual(other.targets, targets);
  assert.notDeepEqual(other.inputs, inputs);
});

Deno.test("images of one digit differ by distortion and by noise, and are equal without both", () => {
  const two = (given: Partial<typeof plain>) =>
    [1, 2].map((image) => drawDigit(3, { ...plain, ...given }, 0, image));
  const [first, second] = two({});
  assert.deepEqual(first, second);
  for (const given of [{ distortion: 0.5 }, { noise: 0.05 }]) {
    const [one, another] = two(given);
    assert.notDeepEqual(one, another);
  }
});

Deno.test("pixels are steps of 1/255 from 0 to 1, with the noise that was asked for", () => {
  const pixels = build({ noise: 0.2, images: 50 }).inputs;
  assert.ok(pixels.every((pixel) => pixel >= 0 && pixel <= 1));
  assert.ok(pixels.every((pixel) => Math.fround(Math.round(255 * pixel) / 255) === pixel));
  // Noise is cut off at black and at white, so it is measured between.
  const grey = [1, 2, 3, 4, 5, 6].map((image) => drawDigit(8, { ...plain, noise: 0.1 }, 0, image));
  const clean = drawDigit(8, plain, 0, 0);
  const off = grey.flatMap((noisy) =>
    [...clean.entries()].filter(([, value]) => value > 0.3 && value < 0.7)
      .map(([at, value]) => noisy[at]! - value)
  );
  const deviation = Math.sqrt(off.reduce((sum, each) => sum + each * each, 0) / off.length);
  assert.ok(off.length > 50 && Math.abs(deviation - 0.1) < 0.02, `${deviation} of ${off.length}`);
});

Deno.test("every digit comes about as often as any other", () => {
  const { targets } = build({ images: 2000, size: 8, noise: 0 });
  const counts = Array.from(
    { length: 10 },
    (_, digit) => targets.filter((target) => target === digit).length,
  );
  // 200 are expected, with a deviation of 13.
  assert.ok(counts.every((count) => Math.abs(count - 200) < 55), `${counts}`);
});

Deno.test("the nearest of 400 images tells most digits, but by no means all", () => {
  const { inputs, targets } = build();
  const width = SIZE * SIZE;
  const pixels = (image: number) =>
    Float32Array.from(inputs.subarray(image * width, (image + 1) * width));
  const distance = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0);
  const images = Array.from({ length: 500 }, (_, image) => pixels(image));
  const known = images.slice(0, 400);
  const right = images.slice(400).filter((image, index) => {
    const distances = known.map((each) => distance(each, image));
    const nearest = distances.indexOf(Math.min(...distances));
    return targets[nearest] === targets[400 + index];
  }).length;
  assert.ok(right > 60 && right < 97, `${right} of 100`);
});

Deno.test("figures of drawn digits say that they are not MNIST", () => {
  assert.match(digits.subject(settings), /500 drawn digits of 14 × 14 pixels, not MNIST/);
});
