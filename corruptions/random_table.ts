/** All answers at random: a table without a rule, as `rand` of Nanda et al. 2023 (arXiv:2301.05217). */
import { z } from "zod";
import { randomIndex, randomKey } from "../random/counter.ts";
import { classesOf, defineCorruption } from "./corruption.ts";

/**
 * Every answer becomes a class drawn at random out of those that the table has, the rows to
 * validate on among them: training can only learn by heart, and validation stays at chance.
 */
export const randomTable = defineCorruption({
  title: "random table",
  description: "every answer at random, of the rows to validate on too",
  source: "Nanda et al. 2023, arXiv:2301.05217",
  fields: {
    seed: z.int().min(0).max(0xffffffff).default(0).meta({ description: "which classes" }),
  },
  subject: () => "all answers at random",
  check: () => [],
  count: (_, trainRows) => trainRows,
  corrupt({ seed }, { output: { answers }, targets, train, validation }) {
    const classes = classesOf(targets);
    const key = randomKey(seed, "randomTable");
    const rows = Int32Array.from([...train, ...validation]);
    // By the row, not by its place in the split: another split is one of the same table.
    const drawn = (row: number, answer: number) =>
      classes[randomIndex(key, row * answers + answer, classes.length)]!;
    return {
      rows,
      targets: Int32Array.from(
        { length: rows.length * answers },
        (_, at) => drawn(rows[Math.floor(at / answers)]!, at % answers),
      ),
    };
  },
  samples: [{ settings: { seed: 0 }, ofTen: 10 }],
});
