/** Digits drawn by our own code: images of ten classes where no files are at hand. */
import { z } from "zod";
import { cos, sin } from "../numerics/elementary.ts";
import { randomIndex, randomKey, randomNormal, randomUniform } from "../random/counter.ts";
import type { SettingsOf } from "../schemas/kinds.ts";
import { digitStrokes, type Point, trace } from "./digit_strokes.ts";
import { defineTask } from "./task.ts";

const fields = {
  images: z.int().min(2).max(100_000).default(2000).meta({
    description: "how many images are drawn, those to validate on among them",
  }),
  size: z.int().min(8).max(64).default(28).meta({
    description: "height and width of an image in pixels",
  }),
  distortion: z.number().min(0).max(3).default(1).meta({
    description: "how much the images of a digit differ: 0 draws it always the same, 1 turns it " +
      "by 10 degrees and moves it by a twentieth of the size (standard deviations)",
  }),
  noise: z.number().min(0).max(1).default(0.1).meta({
    description: "standard deviation of uniform noise on each pixel, which is from 0 to 1",
  }),
};

type Settings = SettingsOf<typeof fields>;

const plain: Settings = { images: 12, size: 28, distortion: 1, noise: 0.1 };

/**
 * Ten classes as MNIST has, drawn from strokes that are turned, slanted, stretched, moved, bent and
 * of different width in each image, by the split's seed. The first n images are the same however many
 * there are, so `split: { trainRows: n, shuffle: none }` trains on those of a longer table.
 */
export const digits = defineTask({
  title: "drawn digits",
  description: "images of digits that Regrok draws, as a stand-in for MNIST without files",
  fields,
  subject: ({ images, size }) => `${images} drawn digits of ${size} × ${size} pixels, not MNIST`,
  sizedBy: ["images"],
  check: () => [],
  size: ({ images, size }) => ({
    data: {
      input: { kind: "numbers", shape: [size, size] },
      output: { kind: "classes", answers: 1, classes: digitStrokes.length },
    },
    rows: images,
    sets: {},
  }),
  build(settings, { seed }) {
    const { images, size } = settings;
    const inputs = new Float32Array(images * size * size);
    const labels = randomKey(seed, "digitLabels");
    const targets = Int32Array.from(
      { length: images },
      (_, image) => randomIndex(labels, image, digitStrokes.length),
    );
    for (const [image, digit] of targets.entries()) {
      inputs.set(drawDigit(digit, settings, seed, image), image * size * size);
    }
    return {
      inputs,
      targets,
      sets: {},
      vocabulary: [],
      text: (row) => ({ input: `image ${row}`, answer: String(targets[row]) }),
    };
  },
  published: [],
  samples: [
    { settings: plain, rows: ["image 0=6", "image 1=4", "image 2=5", "image 3=8", "image 4=5"] },
    { settings: { images: 3, size: 8, distortion: 0, noise: 0 }, rows: ["image 0=6", "image 1=4"] },
  ],
});

/** Standard deviations of what differs between images, at distortion 1. */
const DEVIATIONS = {
  turn: 0.17, // radians
  slant: 0.15, // of the height
  stretch: 0.12, // of width and height
  shift: 0.05, // of the image
  bend: 0.025, // of the image, for each point of a stroke
} as const;

/** Half the width of a stroke, of the image: the mean, and how far it goes to either side. */
const HALF_WIDTH = 0.043;
const HALF_WIDTH_RANGE = 0.018;

/** The digit takes the inner part of the image, as MNIST's 20 of 28 pixels. */
const INNER = 20 / 28;

/** The width of the uniform distribution of standard deviation 1. */
const UNIFORM = Math.sqrt(12);

/** Steps of brightness, as a file of bytes has. */
const WHITE = 255;

/** Pixels [size, size] from 0 to 1, row-major. */
export function drawDigit(
  digit: number,
  { size, distortion, noise }: Omit<Settings, "images">,
  seed: number,
  image: number,
): Float32Array {
  const key = randomKey(seed, "digit", image);
  let drawn = 0;
  const vary = (deviation: number) => distortion * deviation * randomNormal(key, drawn++);
  const place = placement(vary);
  const spread = distortion * HALF_WIDTH_RANGE * (2 * randomUniform(key, 2 * drawn++) - 1);
  const radius = size * Math.max(HALF_WIDTH / 3, HALF_WIDTH + spread);
  const brightness = new Float64Array(size * size);
  for (const { points, curved } of digitStrokes[digit]!) {
    const bent = points.map((
      [x, y],
    ): Point => [x + vary(DEVIATIONS.bend), y + vary(DEVIATIONS.bend)]);
    const corners = trace({ points: bent, curved }).map((point) => place(point))
      .map(([x, y]): Point => [x * size, y * size]);
    for (const [index, corner] of corners.slice(1).entries()) {
      drawLine(brightness, size, corners[index]!, corner, radius);
    }
  }
  const grain = randomKey(seed, "digitNoise", image);
  return Float32Array.from(brightness, (value, pixel) => {
    const noisy = value + noise * UNIFORM * (randomUniform(grain, pixel) - 0.5);
    return Math.round(WHITE * Math.min(1, Math.max(0, noisy))) / WHITE;
  });
}

/** Where a point of the unit square comes to stand in one image. */
function placement(vary: (deviation: number) => number): (point: Point) => Point {
  const turn = vary(DEVIATIONS.turn);
  const slant = vary(DEVIATIONS.slant);
  const [wide, high] = [1, 1].map((whole) =>
    INNER * Math.max(0.4, whole + vary(DEVIATIONS.stretch))
  );
  const [right, down] = [0.5, 0.5].map((middle) => middle + vary(DEVIATIONS.shift));
  const [cosine, sine] = [cos(turn), sin(turn)];
  return ([x, y]) => {
    const fromMiddle = high! * (y - 0.5);
    const across = wide! * (x - 0.5) - slant * fromMiddle;
    return [
      right! + cosine * across - sine * fromMiddle,
      down! + sine * across + cosine * fromMiddle,
    ];
  };
}

/** Brightens the pixels whose middle is within `radius` of a line, less so at its edge. */
function drawLine(
  brightness: Float64Array,
  size: number,
  [startX, startY]: Point,
  [endX, endY]: Point,
  radius: number,
): void {
  const [alongX, alongY] = [endX - startX, endY - startY];
  const square = alongX * alongX + alongY * alongY;
  const reach = radius + 1;
  const range = (a: number, b: number) => ({
    first: Math.max(0, Math.floor(Math.min(a, b) - reach)),
    last: Math.min(size - 1, Math.ceil(Math.max(a, b) + reach)),
  });
  const [columns, rows] = [range(startX, endX), range(startY, endY)];
  for (let row = rows.first; row <= rows.last; row++) {
    for (let column = columns.first; column <= columns.last; column++) {
      const [x, y] = [column + 0.5 - startX, row + 0.5 - startY];
      const along = square === 0 ? 0 : (x * alongX + y * alongY) / square;
      const nearest = Math.min(1, Math.max(0, along));
      const [offX, offY] = [x - nearest * alongX, y - nearest * alongY];
      const distance = Math.sqrt(offX * offX + offY * offY);
      const value = Math.min(1, Math.max(0, radius + 0.5 - distance));
      const pixel = row * size + column;
      brightness[pixel] = Math.max(brightness[pixel]!, value);
    }
  }
}
