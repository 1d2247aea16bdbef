/** Images and their labels from IDX files, the form in which MNIST is published. */
import { z } from "zod";
import { decodeIdx, encodeIdx, type IdxArray } from "../formats/idx.ts";
import type { SettingsOf } from "../schemas/kinds.ts";
import { defineTask, rowsFrom, TaskFileError, type TaskFiles } from "./task.ts";

const path = z.string().min(1);
const fields = {
  images: path.meta({
    description: "file of images [n, height, width] in IDX form, gzip or plain",
  }),
  labels: path.meta({ description: "file of their labels [n] in IDX form" }),
  validationImages: path.optional().meta({
    description: "file of images to validate on; without it, the images that are not trained on",
  }),
  validationLabels: path.optional().meta({ description: "file of their labels" }),
  classes: z.int().min(2).max(256).default(10).meta({ description: "labels are 0 to classes - 1" }),
};

type Settings = SettingsOf<typeof fields>;

/** Pixels are scaled from 0..255 to 0..1, as torchvision's ToTensor does. */
const WHITE = 255;

const sample = {
  images: encodeIdx({ shape: [3, 1, 2], data: Uint8Array.of(0, 255, 51, 102, 0, 0) }),
  labels: encodeIdx({ shape: [3], data: Uint8Array.of(1, 0, 1) }),
};

/**
 * The first n images of a file, as Omnigrok and Deep Grokking train on, are
 * `split: { trainRows: n, shuffle: none }`.
 */
export const images = defineTask({
  title: "images",
  description: "images with labels, from IDX files such as those of MNIST",
  fields,
  subject: ({ images, classes }) => `images of ${classes} classes in ${fileName(images)}`,
  files: ["images", "labels", "validationImages", "validationLabels"],
  sourceOfFiles:
    "the files of MNIST come by ./regrok download mnist, and drawn digits need none (kind: digits)",
  sizedBy: ["images", "classes"],
  *check({ validationImages, validationLabels }) {
    if ((validationImages === undefined) === (validationLabels === undefined)) return;
    yield {
      fields: ["task.validationImages", "task.validationLabels"],
      message: "images to validate on need a file of images and one of labels; give both or none",
    };
  },
  size(settings, files) {
    const { pixels, trained, validated } = readAll(settings, files);
    return {
      data: {
        input: { kind: "numbers", shape: pixels },
        output: { kind: "classes", answers: 1, classes: settings.classes },
      },
      rows: trained,
      sets: validationSet(validated),
    };
  },
  build(settings, { files }) {
    const { images, labels, trained, validated } = readAll(settings, files);
    const rows = rowsFrom(trained, validated);
    return {
      inputs: Float32Array.from(images, (pixel) => pixel / WHITE),
      targets: Int32Array.from(labels),
      sets: validationSet(rows),
      vocabulary: [],
      // Nobody reads pixels in a table: a row is known by its place in the file.
      text: (row) => ({ input: `image ${row}`, answer: String(labels[row]) }),
    };
  },
  published: [],
  samples: [
    {
      settings: {
        images: "images",
        labels: "labels",
        validationImages: undefined,
        validationLabels: undefined,
        classes: 2,
      },
      files: sample,
      rows: ["image 0=1", "image 1=0", "image 2=1"],
    },
    {
      settings: {
        images: "images",
        labels: "labels",
        validationImages: "validationImages",
        validationLabels: "validationLabels",
        classes: 2,
      },
      files: { ...sample, validationImages: sample.images, validationLabels: sample.labels },
      rows: ["image 0=1", "image 1=0", "image 2=1", "image 3=1"],
    },
  ],
});

/** The file alone: where it is kept says nothing about what is in it. */
function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}

/** No set of one's own where there are no rows for it: the split then makes it. */
function validationSet<Rows extends number | Int32Array>(rows: Rows): Record<string, Rows> {
  const count = typeof rows === "number" ? rows : rows.length;
  return count === 0 ? {} : { validation: rows };
}

/** Images and labels of one file after the other, those to validate on last. */
function readAll(settings: Settings, files: TaskFiles) {
  const first = readPair(files, "images", "labels", settings.classes);
  if (settings.validationImages === undefined) {
    return { ...first, trained: first.labels.length, validated: 0 };
  }
  const second = readPair(files, "validationImages", "validationLabels", settings.classes);
  if (second.pixels.join() !== first.pixels.join()) {
    throw new TaskFileError(
      "validationImages",
      `its images are [${second.pixels.join(", ")}], and those to train on ` +
        `[${first.pixels.join(", ")}]; they must be of one size`,
    );
  }
  return {
    pixels: first.pixels,
    images: join(first.images, second.images),
    labels: join(first.labels, second.labels),
    trained: first.labels.length,
    validated: second.labels.length,
  };
}

function readPair(files: TaskFiles, imagesField: string, labelsField: string, classes: number) {
  const [images, labels] = [read(files, imagesField), read(files, labelsField)];
  const [count, ...pixels] = images.shape;
  for (
    const [field, { shape }, fits] of [
      [imagesField, images, pixels.length > 0],
      [labelsField, labels, labels.shape.length === 1],
    ] as const
  ) {
    if (fits) continue;
    const message = `it cannot be [${shape.join(", ")}]; exchange images and labels?`;
    throw new TaskFileError(field, message);
  }
  if (count !== labels.shape[0]) {
    const message = `it holds ${labels.shape[0]} labels for ${count} images`;
    throw new TaskFileError(labelsField, message);
  }
  const largest = labels.data.reduce((most, label) => Math.max(most, label), 0);
  if (largest >= classes) {
    const message = `it holds the label ${largest}, and classes is ${classes}`;
    throw new TaskFileError(labelsField, message);
  }
  return { pixels, images: images.data, labels: labels.data };
}

/** Unpacking takes long, and every setting of a sweep asks for the size of the same files. */
const decoded = new WeakMap<Uint8Array, IdxArray>();

function read(files: TaskFiles, field: string): IdxArray {
  const file = files[field]!;
  try {
    const array = decoded.get(file) ?? decodeIdx(file);
    decoded.set(file, array);
    return array;
  } catch (error) {
    if (error instanceof SyntaxError) throw new TaskFileError(field, error.message);
    throw error;
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
