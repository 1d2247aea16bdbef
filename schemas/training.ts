/** How long is trained, on how many rows at a time, and when is looked. */
import { z } from "zod";
import { batchLimitNames, batchOrderNames } from "../tasks/batch.ts";

const count = z.int().min(1);

/** How much later each is than the one before; the next pass at least. */
const passGrowth = z.number().min(1).max(10);

export const TrainingSettings = z.strictObject({
  steps: count.meta({ description: "number of updates" }),
  batch: z.strictObject({
    size: z.union([z.literal("full"), count, z.number().gt(0).lt(1)], {
      error: "must be full, a whole number of rows, at least 1, or a share of them, below 1",
    }).meta({
      description: "rows per update: full for all training rows, or below 1 for such a share of " +
        "them, rounded up",
    }),
    atMostHalf: z.enum(batchLimitNames).default("never").meta({
      description: "limits the size to half the training rows, rounded up (ceil, as openai/grok) " +
        "or down (floor)",
    }),
    order: z.enum(batchOrderNames).optional().meta({
      description: "random: the training rows in another order in each pass; ordered: in that of " +
        "the split in each, which with split.shuffle: none is from small operands to large ones " +
        "(lakaschus/grokking, --curriculum); random if left out",
    }),
  }).prefault({ size: 512, atMostHalf: "ceil" }).meta({ description: "the rows of one update" }),
  frozen: z.array(z.string().min(1)).default([]).meta({
    description: "parameters that stay as they are, by name, * for any letters, as in embedding.*",
  }),
}).meta({ description: "length of the training" });

const everySteps = z.strictObject({ every: count.meta({ description: "steps between two" }) });
const timesPerDecade = z.strictObject({
  perDecade: count.max(1000).meta({ description: "how many in each factor of ten in steps" }),
});

/** The schedules of {@linkcode scheduledSteps} in training/step_schedule.ts. */
export const CheckpointSettings = z.union([everySteps, timesPerDecade], {
  error:
    "must be either { every: steps } or { perDecade: times }, with a whole number of 1 or more",
});

export const EvaluationSettings = z.union([
  everySteps,
  timesPerDecade,
  z.strictObject({
    passGrowth: passGrowth.meta({
      description: "between passes over the training rows, each so many times as late as the one " +
        "before: 1 for every pass, 1.02 for steps of 2 % as openai/grok validates",
    }),
  }),
], {
  error: "must be { every: steps } or { perDecade: times }, with a whole number of 1 or more, " +
    "or { passGrowth: factor }, with a factor from 1 to 10",
});

export const BatchAverageSettings = z.strictObject({
  passGrowth: passGrowth.meta({
    description: "at the ends of passes, each so many times as late as the one before: 1 for " +
      "every pass, 1.01 for steps of 1 % as openai/grok logs",
  }),
}).meta({
  description: "batchLoss and batchAccuracy as means over one whole pass; if left out, over the " +
    "steps since the last evaluation",
});

export const StopWhenSettings = z.strictObject({
  metric: z.string().min(1).meta({
    description: "what is watched: an accuracy of a set, such as validationAccuracy",
  }),
  atLeast: z.number().gt(0).max(1).meta({
    description: "the accuracy that is enough, as a fraction from 0 to 1",
  }),
  evaluations: count.default(1).meta({
    description: "how many evaluations in a row must show it",
  }),
}).meta({ description: "a goal that ends a run before its last step" });
