/** What a source claims, said so that the runs of an experiment can be held against it. */
import { z } from "zod";
import { AxisValue } from "./fields.ts";
import { accuracyNames } from "./training.ts";

const common = {
  name: z.string().min(1).meta({ description: "the claim in a few words" }),
  source: z.string().min(1).optional().meta({ description: "who claims it, and where" }),
};
const metric = z.enum(accuracyNames).meta({
  description: "batchAccuracy is measured while training, with dropout; the others without",
});
const fraction = z.number().min(0).max(1);
const threshold = fraction.gt(0).default(0.99).meta({
  description: "the accuracy to be reached, as a fraction from 0 to 1",
});
const where = z.record(z.string(), AxisValue).default({}).meta({
  description: "values of swept fields that select runs, for instance split.trainFraction: 0.5; " +
    "all runs if left out",
});

export const ClaimSettings = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("steps").meta({ description: "reached after about as many steps" }),
    ...common,
    metric,
    threshold,
    where,
    published: z.array(z.number().gt(0)).min(1).meta({ description: "published numbers of steps" }),
    factor: z.number().gt(1).default(1.4).meta({
      description: "how far the two medians may be apart, as a ratio above 1",
    }),
  }),
  z.strictObject({
    kind: z.literal("never").meta({ description: "no selected run reaches the threshold" }),
    ...common,
    metric,
    threshold,
    where,
  }),
  z.strictObject({
    kind: z.literal("reaches").meta({ description: "every selected run reaches the threshold" }),
    ...common,
    metric,
    threshold,
    where,
  }),
  z.strictObject({
    kind: z.literal("monotone").meta({ description: "median steps fall or rise along a field" }),
    ...common,
    metric,
    threshold,
    along: z.string().default("split.trainFraction").meta({ description: "the swept field" }),
    direction: z.enum(["falling", "rising"]).meta({ description: "how the steps change" }),
    from: z.number().optional().meta({ description: "smallest value of the field that counts" }),
    to: z.number().optional().meta({ description: "largest value of the field that counts" }),
  }),
  z.strictObject({
    kind: z.literal("delay").meta({ description: "one accuracy follows another much later" }),
    ...common,
    early: metric.default("trainAccuracy"),
    late: metric.default("validationAccuracy"),
    threshold,
    where,
    factor: z.number().gt(1).default(5).meta({
      description: "least median ratio of the steps, above 1",
    }),
  }),
  z.strictObject({
    kind: z.literal("accuracy").meta({ description: "an accuracy lies between bounds" }),
    ...common,
    metric,
    statistic: z.enum(["best", "final"]).meta({ description: "over the run, or at its end" }),
    where,
    atLeast: fraction.optional().meta({ description: "lower bound, as a fraction from 0 to 1" }),
    atMost: fraction.optional().meta({ description: "upper bound, as a fraction from 0 to 1" }),
  }),
]).meta({ description: "a claim, judged when the runs are done" });

export type ClaimSettings = z.infer<typeof ClaimSettings>;
