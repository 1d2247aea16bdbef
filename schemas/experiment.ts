/** An experiment as a person writes it: one set of runs, its figures, and what a source claims. */
import { z } from "zod";
import { ClaimSettings } from "./claims.ts";
import { AxisValue } from "./fields.ts";
import { FigureSettings } from "./figures.ts";
import { FolderName } from "./folder_name.ts";
import { MeasureSettings } from "../measures/mod.ts";
import { RunSettings } from "./run_settings.ts";
import { VariantSettings } from "./variants.ts";

/** Values by the path of the field that takes them. */
const SweptFields = z.record(z.string(), z.array(AxisValue).min(1));

export const SweepSettings = z.strictObject({
  variants: VariantSettings.default({}).meta({
    description: "axes of named variants, each with the sections it changes; figures and claims " +
      "know the axis recipe as variants.recipe",
  }),
  grid: SweptFields.default({}).meta({
    description: "fields with lists of values; every combination is run",
  }),
  zip: z.array(SweptFields).default([]).meta({
    description: "groups of fields that step through lists of the same length together",
  }),
}).meta({
  description: "fields that differ between runs, by path, as in split.trainFraction: [0.3]",
});

export const Experiment = z.strictObject({
  name: FolderName.meta({ description: "names the folders under artifacts/" }),
  title: z.string().min(1).meta({ description: "the title of its figures" }),
  description: z.string().optional().meta({ description: "what it is about" }),
  source: z.string().optional().meta({ description: "the paper, table or code it follows" }),
  ...RunSettings.shape,
  seeds: z.array(z.int().min(0)).min(1).default([0]).meta({
    description: "each setting is run once per seed (initial weights, batches, dropout)",
  }),
  sweep: SweepSettings.prefault({}),
  measures: z.array(MeasureSettings).default([]).meta({
    description: "what is measured of every checkpoint; a new one trains nothing",
  }),
  figures: z.array(FigureSettings).optional().meta({
    description: "what is drawn; the standard figures if left out",
  }),
  claims: z.array(ClaimSettings).default([]).meta({
    description: "what the runs are held against",
  }),
}).meta({ title: "Regrok experiment" });

/** A valid experiment, defaults filled in, `figures` always listed. */
export type Experiment = Omit<z.infer<typeof Experiment>, "figures"> & {
  readonly figures: readonly FigureSettings[];
};
export type SweepSettings = z.infer<typeof SweepSettings>;
