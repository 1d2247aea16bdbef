/** Images: pixels as numbers, sets of rows, and files that do not belong together. */
import assert from "node:assert/strict";
import { encodeIdx } from "../../formats/idx.ts";
import { buildDataset } from "../../tasks/dataset.ts";
import { images } from "../../tasks/images.ts";
import { SplitSettings } from "../../tasks/split.ts";
import { TaskFileError, type TaskFiles } from "../../tasks/task.ts";

const bytes = (shape: number[], ...values: number[]) =>
  encodeIdx({ shape, data: Uint8Array.from(values) });
const files = {
  images: bytes([3, 1, 2], 0, 255, 51, 102, 1, 2),
  labels: bytes([3], 2, 0, 1),
};
const plain = {
  images: "images",
  labels: "labels",
  validationImages: undefined,
  validationLabels: undefined,
  classes: 3,
};
const apart = { ...plain, validationImages: "validationImages", validationLabels: "labels" };

Deno.test("pixels are numbers from 0 to 1, and the first images of the file can be trained on", () => {
  const split = SplitSettings.parse({ trainRows: 2, shuffle: "none" });
  const { inputs, targets, sets } = buildDataset(
    { task: { kind: "images", ...plain }, split },
    files,
  );
  assert.deepEqual([...inputs], [0, 1, 0.2, 0.4, 1 / 255, 2 / 255].map(Math.fround));
  assert.deepEqual([...targets], [2, 0, 1]);
  assert.deepEqual([sets.train, sets.validation], [Int32Array.of(0, 1), Int32Array.of(2)]);
});

Deno.test("images to validate on come from files of their own, after the others", () => {
  const split = SplitSettings.parse({ trainRows: 2, shuffle: "none" });
  const { inputs, sets } = buildDataset({ task: { kind: "images", ...apart }, split }, {
    ...files,
    validationImages: bytes([1, 1, 2], 255, 0),
    validationLabels: bytes([1], 1),
  });
  assert.deepEqual(sets.validation, Int32Array.of(3));
  assert.deepEqual([...inputs.slice(6)], [1, 0]);
});

const refused: [what: string, files: TaskFiles, field: string, message: RegExp][] = [
  ["labels for images", { images: files.labels }, "images", /cannot be \[3\]; exchange/],
  ["images for labels", { labels: files.images }, "labels", /cannot be \[3, 1, 2\]; exchange/],
  ["too few labels", { labels: bytes([2], 0, 1) }, "labels", /holds 2 labels for 3 images/],
  ["a label beyond all classes", { labels: bytes([3], 2, 3, 1) }, "labels", /label 3, and classes/],
  ["labels cut off", { labels: files.labels.subarray(0, 9) }, "labels", /cut off/],
  [
    "images of another size to validate on",
    { validationImages: bytes([1, 1, 1], 7), validationLabels: bytes([1], 1) },
    "validationImages",
    /its images are \[1, 1\], and those to train on \[1, 2\]/,
  ],
  [
    "a label to validate on beyond all classes",
    { validationImages: bytes([1, 1, 2], 7, 7), validationLabels: bytes([1], 9) },
    "validationLabels",
    /label 9/,
  ],
];
for (const [what, wrong, field, message] of refused) {
  Deno.test(`${what}: refused in the field of the file`, () => {
    const settings = "validationImages" in wrong ? apart : plain;
    assert.throws(() => images.size(settings, { ...files, ...wrong }), (error) => {
      assert.ok(error instanceof TaskFileError);
      assert.equal(error.field, field);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("images to validate on need labels too", () => {
  const [problem] = [...images.check({ ...apart, validationLabels: undefined })];
  assert.match(problem!.message, /give both or none/);
});
