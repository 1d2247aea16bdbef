/** What one figure is asked to show, beside the runs. */
import { z } from "zod";
import type { ClaimSettings } from "../schemas/claims.ts";
import { AxisValue } from "../schemas/fields.ts";
import { FigureSettings } from "../schemas/figures.ts";

/** A published number; its series is one of the figure's own. */
const PublishedPoint = z.strictObject({
  x: AxisValue,
  y: z.union([z.number(), z.literal("never")]),
  series: z.enum(["train", "validation"]),
});
export type PublishedPoint = z.infer<typeof PublishedPoint>;

export const FigureRequest = z.strictObject({
  figure: FigureSettings,
  /** Title of the experiment, for figures that have none of their own. */
  title: z.string(),
  /** Task and model in a few words. */
  subtitle: z.string().optional(),
  /** Accuracy of guessing, drawn as a line in figures of accuracy. */
  chance: z.number().min(0).max(1).optional(),
  /** Drawn as hollow markers over the medians of `alphaVsSteps`. */
  published: z.array(PublishedPoint).default([]),
});
export type FigureRequest = z.infer<typeof FigureRequest>;
export type RequestOf<K extends FigureSettings["kind"]> = FigureRequest & {
  readonly figure: Extract<FigureSettings, { kind: K }>;
};

/**
 * The numbers that the claims of an experiment publish for this figure: those about its threshold
 * at one value of its horizontal axis. A claim without a source is the author's own.
 */
export function publishedPoints(
  figure: FigureSettings,
  claims: readonly ClaimSettings[],
): PublishedPoint[] {
  if (figure.kind !== "alphaVsSteps") return [];
  return claims.flatMap((claim): PublishedPoint[] => {
    if (claim.kind !== "steps" && claim.kind !== "never") return [];
    const x = claim.where[figure.x];
    const isHere = x !== undefined && Object.keys(claim.where).length === 1;
    if (!isHere || claim.threshold !== figure.threshold) return [];
    if (claim.metric === "batchAccuracy") return [];
    const series = claim.metric === "trainAccuracy" ? "train" : "validation";
    if (claim.kind === "never") {
      return claim.source === undefined ? [] : [{ x, y: "never", series }];
    }
    return claim.published.map((y) => ({ x, y, series }));
  });
}
