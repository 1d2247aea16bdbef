/** Outliers (Power et al. 2022, arXiv:2201.02177, figure 6; openai/grok, data.py, `_noisy_k`). */
import { z } from "zod";
import { randomIndex, randomKey } from "../random/counter.ts";
import { numpyChoicesAfterShuffle } from "../random/numpy_shuffle.ts";
import { defineCorruption, type RowOrder } from "./corruption.ts";

/**
 * The first k training rows get the answers of k rows drawn from the whole table, with repetition,
 * so that a few of them keep theirs by chance. With numpy's shuffle the drawn rows are those of the
 * published code, which goes on with the generator of the shuffle.
 */
export const outliers = defineCorruption({
  title: "outliers",
  description: "answers of other rows, drawn at random, on the first training rows",
  source: "Power et al. 2022, arXiv:2201.02177, figure 6; openai/grok",
  fields: {
    rows: z.int().min(0).meta({
      description: "k, how many training rows; 0 for none",
    }),
  },
  subject: ({ rows }) => `${rows} outliers`,
  *check({ rows }, trainRows) {
    if (rows <= trainRows) return;
    yield {
      fields: ["corruption.rows", "split.trainRows", "split.trainFraction"],
      message: `${rows} outliers are more than the ${trainRows} training rows; use fewer`,
    };
  },
  count: ({ rows }) => rows,
  corrupt({ rows: count }, { output: { answers }, targets, train, validation, split }) {
    const order = Int32Array.from([...train, ...validation]);
    const rows = train.slice(0, count);
    const drawn = drawPlaces(split, order.length, count);
    return {
      rows,
      targets: Int32Array.from(
        { length: count * answers },
        (_, at) => targets[order[drawn[Math.floor(at / answers)]!]! * answers + at % answers]!,
      ),
    };
  },
  samples: [
    { settings: { rows: 0 }, ofTen: 0 },
    { settings: { rows: 3 }, ofTen: 3 },
    { settings: { rows: 10 }, ofTen: 10 },
  ],
});

/** `count` places in the order of the split, with repetition. */
function drawPlaces({ shuffle, seed }: RowOrder, length: number, count: number): Int32Array {
  if (shuffle === "numpy") return numpyChoicesAfterShuffle(seed, length, count);
  const key = randomKey(seed, "outliers");
  return Int32Array.from({ length: count }, (_, index) => randomIndex(key, index, length));
}
