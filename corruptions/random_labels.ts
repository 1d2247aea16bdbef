/** Random labels on a fraction of the training rows (Zhang et al., arXiv:1611.03530). */
import { z } from "zod";
import { randomIndex, randomKey, randomPermutation } from "../random/counter.ts";
import { classesOf, defineCorruption } from "./corruption.ts";

/**
 * Every answer of a corrupted row becomes another class, each with the same chance, out of those
 * that the table has as answers (D. Doshi et al., arXiv:2310.13061). With one seed a larger
 * fraction corrupts the rows of every smaller one, in the same way.
 */
export const randomLabels = defineCorruption({
  title: "random labels",
  description: "other classes, drawn at random, on a fraction of the training rows",
  source: "Zhang et al. 2016, arXiv:1611.03530; Doshi et al. 2023, arXiv:2310.13061",
  fields: {
    fraction: z.number().min(0).max(1).meta({
      description: "ξ, the fraction of the training rows, rounded to whole rows",
    }),
    seed: z.int().min(0).max(0xffffffff).default(0).meta({
      description: "which rows, and which classes",
    }),
  },
  subject: ({ fraction }) => `${Number((100 * fraction).toPrecision(6))} % random labels`,
  idle: ({ fraction }) => fraction === 0 ? { seed: "fraction is 0" } : {},
  *check({ fraction }, trainRows) {
    if (fraction === 0 || countRows(fraction, trainRows) > 0) return;
    yield {
      fields: ["corruption.fraction", "split.trainRows", "split.trainFraction"],
      message: `random labels on ${fraction} of ${trainRows} training rows are less than one ` +
        "row; use 0, or a larger fraction",
    };
  },
  count: ({ fraction }, trainRows) => countRows(fraction, trainRows),
  corrupt({ fraction, seed }, { output: { answers }, targets, train }) {
    const classes = classesOf(targets);
    if (classes.length < 2) {
      throw new RangeError("All rows have the same answer: there is no other");
    }
    const order = randomPermutation(randomKey(seed, "corruptedRows"), train.length);
    const rows = order.slice(0, countRows(fraction, train.length)).map((at) => train[at]!);
    const key = randomKey(seed, "corruptedAnswers");
    const taught = Int32Array.from({ length: rows.length * answers }, (_, index) => {
      const truth = targets[rows[Math.floor(index / answers)]! * answers + index % answers]!;
      const drawn = classes[randomIndex(key, index, classes.length - 1)]!;
      // Of the other classes: the last one stands in for the true one.
      return drawn === truth ? classes.at(-1)! : drawn;
    });
    return { rows, targets: taught };
  },
  samples: [
    { settings: { fraction: 0, seed: 0 }, ofTen: 0 },
    { settings: { fraction: 0.35, seed: 0 }, ofTen: 4 },
    { settings: { fraction: 1, seed: 1 }, ofTen: 10 },
  ],
});

function countRows(fraction: number, trainRows: number): number {
  return Math.round(fraction * trainRows);
}
