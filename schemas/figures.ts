/** The figures of an experiment: what may be asked for, and what is drawn when nothing is. */
import { z } from "zod";
import type { Axes } from "./fields.ts";

/** A name that is safe in every file system, with endings and beside other parts of a path. */
export const FolderName = z.string().max(100).regex(/^[a-z0-9][a-z0-9-]*$/, {
  error: "must be made of small letters, digits and hyphens, because files are named after it",
}).regex(/^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)/, {
  error: "must not be the name of a device, which Windows has no files under",
});

const common = {
  name: FolderName.meta({ description: "name of the figure's files" }),
  title: z.string().min(1).optional().meta({
    description: "shown above; the experiment's if none",
  }),
};
const x = z.string().default("split.trainFraction").meta({
  description: "the swept field on the horizontal axis",
});

export const FigureSettings = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("accuracyVsSteps").meta({ description: "accuracies of all runs over steps" }),
    ...common,
  }),
  z.strictObject({
    kind: z.literal("lossVsSteps").meta({ description: "losses of all runs over steps" }),
    ...common,
  }),
  z.strictObject({
    kind: z.literal("alphaVsSteps").meta({
      description: "steps to a threshold over a swept field",
    }),
    ...common,
    threshold: z.number().gt(0).max(1).default(0.99).meta({
      description: "the accuracy to be reached, as a fraction from 0 to 1",
    }),
    x,
  }),
  z.strictObject({
    kind: z.literal("alphaVsAccuracy").meta({
      description: "best and final accuracy over a swept field",
    }),
    ...common,
    x,
  }),
]).meta({ description: "a figure, drawn as PNG and SVG, with its numbers as CSV" });

export type FigureSettings = z.infer<typeof FigureSettings>;

/**
 * The figures drawn when an experiment lists none: two of curves and, if a field of numbers is
 * swept (the training fraction before others), two over that field.
 */
export function standardFigures(axes: Axes): FigureSettings[] {
  const curves: FigureSettings[] = [
    { name: "accuracy-vs-steps", kind: "accuracyVsSteps" },
    { name: "loss-vs-steps", kind: "lossVsSteps" },
  ];
  const numeric = Object.keys(axes).filter((path) => typeof axes[path] === "number");
  const swept = numeric.includes("split.trainFraction") ? "split.trainFraction" : numeric[0];
  if (swept === undefined) return curves;
  const short = swept === "split.trainFraction" ? "alpha" : kebab(swept.split(".").at(-1)!);
  return [
    ...curves,
    { name: `${short}-vs-steps`, kind: "alphaVsSteps", threshold: 0.99, x: swept },
    { name: `${short}-vs-accuracy`, kind: "alphaVsAccuracy", x: swept },
  ];
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
