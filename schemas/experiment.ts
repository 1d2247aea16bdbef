/** An experiment as a person writes it: one set of runs, its figures, and what a source claims. */
import { z } from "zod";
import { ClaimSettings } from "./claims.ts";
import { AxisValue } from "./fields.ts";
import { FigureSettings } from "./figures.ts";
import { FolderName } from "./folder_name.ts";
import { ImportedList } from "./imported.ts";
import { OutcomeSettings } from "../measures/outcome.ts";
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

/** What stands before the settings of runs, and what is made of the runs. */
const heading = {
  name: FolderName.meta({ description: "names the folders under artifacts/" }),
  title: z.string().min(1).meta({ description: "the title of its figures" }),
  description: z.string().optional().meta({ description: "what it is about" }),
  source: z.string().optional().meta({ description: "the paper, table or code it follows" }),
};
const outcome = {
  outcomes: OutcomeSettings.optional(),
  figures: z.array(FigureSettings).optional().meta({
    description: "what is drawn; the standard figures if left out",
  }),
  font: z.string().min(1).optional().meta({
    description: "file of a font for the figures (TTF, OTF or WOFF2), from this file's folder; " +
      "letters that it lacks are drawn in DejaVu Sans",
  }),
  claims: z.array(ClaimSettings).default([]).meta({
    description: "what the runs are held against",
  }),
};

export const Experiment = z.strictObject({
  ...heading,
  ...RunSettings.shape,
  seeds: z.array(z.int().min(0)).min(1).default([0]).meta({
    description: "each setting is run once per seed (initial weights, batches, dropout)",
  }),
  sweep: SweepSettings.prefault({}),
  measures: z.array(MeasureSettings).default([]).meta({
    description: "what is measured of every checkpoint; a new one trains nothing",
  }),
  imported: ImportedList.default([]).meta({
    description: "runs that others have logged, beside these or, without a task, alone",
  }),
  ...outcome,
}).meta({ title: "Regrok experiment" });

export type OwnExperiment = z.infer<typeof Experiment>;

/** An experiment that trains nothing: its runs are those that others have logged. */
export const ImportedExperiment = z.strictObject({
  ...heading,
  imported: ImportedList.min(1),
  ...outcome,
});

/** Sections without which there are no runs of our own. */
export const OWN_SECTIONS = ["task", "model", "objective", "optimizer", "training"] as const;

/**
 * A valid experiment, defaults filled in, `figures` always listed. One that trains nothing has no
 * settings of runs.
 */
export type Experiment =
  & Omit<z.infer<typeof ImportedExperiment>, "figures">
  & Partial<Omit<OwnExperiment, "figures" | "measures">>
  & {
    readonly figures: readonly FigureSettings[];
    readonly measures: readonly MeasureSettings[];
  };
export type SweepSettings = z.infer<typeof SweepSettings>;
