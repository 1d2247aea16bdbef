/** A number of a whole run, as figures and claims name it: a setting, a statistic, or steps. */
import { z } from "zod";
import { checkColumn } from "../schemas/columns.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import type { Path } from "../schemas/fields.ts";
import { checkSwept, type SweptValues } from "../schemas/swept_fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import { statisticNames, statisticOf, stepsToThreshold, stoppedEarly } from "./threshold.ts";
import { writeSetting, writeWords } from "./wording.ts";

const metric = z.string().min(1).meta({ description: "a column of the history" });

const OfColumn = z.union([
  z.strictObject({
    metric,
    statistic: z.enum(statisticNames).default("final").meta({
      description: "its largest (best), lowest or final value",
    }),
  }),
  z.strictObject({
    metric,
    atLeast: z.number().meta({ description: "the steps until it is there, from below" }),
  }),
  z.strictObject({
    metric,
    atMost: z.number().meta({ description: "the steps until it is there, from above" }),
  }),
], {
  error:
    "must be { metric, statistic: best, lowest or final }, or { metric, atLeast: number } or " +
    "{ metric, atMost: number } for the steps until the metric is there",
});

/** A column summed up in a number, or the steps until it is at a threshold. */
export const ColumnQuantity = OfColumn;
export type ColumnQuantity = z.infer<typeof OfColumn>;

/** The same, or a swept field by its path. */
export const Quantity = z.union([z.string().min(1), OfColumn], {
  error: "must be a swept field, or { metric, statistic }, { metric, atLeast } or " +
    "{ metric, atMost }",
});
export type Quantity = z.infer<typeof Quantity>;

export function* checkQuantity(
  quantity: Quantity,
  path: Path,
  swept: SweptValues,
  columns: readonly string[] | null,
): Generator<Problem> {
  if (typeof quantity !== "string") {
    yield* checkColumn(quantity.metric, [...path, "metric"], columns);
    return;
  }
  yield* checkSwept(quantity, path, swept);
  const text = [...swept.get(quantity) ?? []].find((value) => typeof value !== "number");
  if (text !== undefined) {
    yield {
      path,
      message: `${quantity} takes the value ${text}, and only numbers can be used here`,
    };
  }
}

/** Whether the quantity is a number of steps. */
export function isSteps(quantity: Quantity): boolean {
  return typeof quantity !== "string" && !("statistic" in quantity);
}

/** The number of one run, null for steps that never come; undefined where it is not known. */
export function quantityOf(quantity: Quantity, curve: RunCurve): number | null | undefined {
  if (typeof quantity === "string") {
    const value = curve.axes[quantity];
    return typeof value === "number" ? value : undefined;
  }
  if ("statistic" in quantity) {
    return statisticOf(curve.points, quantity.metric, quantity.statistic) ?? undefined;
  }
  const [threshold, direction] = "atLeast" in quantity
    ? [quantity.atLeast, "rising" as const]
    : [quantity.atMost, "falling" as const];
  const steps = stepsToThreshold(curve.points, quantity.metric, threshold, direction);
  return steps === null && stoppedEarly(curve) ? undefined : steps;
}

/** "final validation accuracy", "steps to validation accuracy ≥ 0.99". */
export function writeQuantity(quantity: Quantity): string {
  if (typeof quantity === "string") return writeSetting(quantity);
  const name = writeWords(quantity.metric).replace("/", " ");
  if ("statistic" in quantity) return `${quantity.statistic} ${name}`;
  return "atLeast" in quantity
    ? `steps to ${name} ≥\u00a0${quantity.atLeast}`
    : `steps to ${name} ≤\u00a0${quantity.atMost}`;
}
