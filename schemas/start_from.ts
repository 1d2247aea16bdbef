/** Runs that start from a checkpoint, of another run or in a file: which, and what of it is kept. */
import { z } from "zod";
import { truncatedUnits } from "../numerics/truncation.ts";

export const StartFromSettings = z.strictObject({
  run: z.string().min(3).optional().meta({
    description: "the other experiment's file, from this one's folder and without .yaml, then a " +
      "slash and the run, as in quickstart/trainFraction-0.5_seed-0; * stands for the seed",
  }),
  file: z.string().min(1).optional().meta({
    description: "in place of a run a checkpoint, from this file's folder, such as convert makes " +
      "of PyTorch weights; it is the first checkpoint of the run, measured and evaluated like " +
      "any other, and the only one where training.steps is its step",
  }),
  preset: z.string().min(1).optional().meta({
    description: "the preset of the other experiment, where it is that one's run; its published " +
      "size if left out",
  }),
  step: z.int().min(1).optional().meta({
    description: "the checkpoint, by its number of updates; a file says its own",
  }),
  optimizer: z.enum(["keep", "fresh"]).default("keep").meta({
    description: "whether the optimizer's own numbers are kept; fresh where it is another one",
  }),
  truncate: z.strictObject({
    fraction: z.number().gt(0).max(1).meta({
      description: "how much of each matrix is set to zero, weakest first",
    }),
    of: z.enum(truncatedUnits).default("weights").meta({
      description: "single weights by their size, or rows or columns by their length",
    }),
    parameters: z.array(z.string().min(1)).min(1).default(["*"]).meta({
      description: "names of matrices, * for any letters; all if left out",
    }),
  }).optional().meta({
    description: "the weakest weights are set to zero before the run goes on, as TruncNET of " +
      "lakaschus/grokking means to; they may grow again",
  }),
  fresh: z.array(z.string().min(1)).default([]).meta({
    description: "parameters that begin anew, by name, * for any letters, as in output.*",
  }),
}).meta({ description: "the checkpoint to start from, of another run or in a file" });

export type StartFromSettings = z.infer<typeof StartFromSettings>;
