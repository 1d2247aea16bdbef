/** What one figure is asked to show, beside the runs. */
import { z } from "zod";
import { OutcomeSettings } from "../measures/outcome.ts";
import { FigureSettings } from "../schemas/figures.ts";
import { PublishedPoint } from "./kind.ts";

/** {@linkcode ChartRequest} as a stage receives it. */
export const FigureRequest = z.strictObject({
  figure: FigureSettings,
  title: z.string(),
  subtitle: z.string().optional(),
  chance: z.number().min(0).max(1).optional(),
  published: z.array(PublishedPoint).default([]),
  outcomes: OutcomeSettings.optional(),
  progress: z.strictObject({ runs: z.int().min(0), of: z.int().min(1) }).optional(),
});
export type FigureRequest = z.infer<typeof FigureRequest>;
