/** Settings that several kinds of figures have. */
import { z } from "zod";

export const sweptField = z.string().default("split.trainFraction").meta({
  description: "the swept field on the horizontal axis",
});

export const metricNames = z.array(z.string().min(1)).min(1).meta({
  description: "columns of the history, such as trainLoss; the name of a measure that is taken " +
    "per layer selects all of its layers",
});

export const scale = z.enum(["linear", "logarithmic"]);

export const referenceLines = z.array(z.strictObject({
  y: z.number().meta({ description: "its height, in the numbers of the vertical axis" }),
  label: z.string().min(1).meta({ description: "the words on it" }),
})).default([]).meta({ description: "horizontal lines to compare with" });

export const verticalTitle = z.string().min(1).optional().meta({
  description: "the title of the vertical axis; the names of the metrics if left out",
});
