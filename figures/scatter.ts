/** One number of each run against another, with the rank correlation of the two. */
import { spearman } from "../measures/correlation.ts";
import {
  checkQuantity,
  isSteps,
  Quantity,
  quantityOf,
  writeQuantity,
} from "../measures/quantity.ts";
import { writeCount } from "../measures/wording.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import { checkSwept } from "../schemas/swept_fields.ts";
import type { Axis, Series } from "./chart.ts";
import { scale } from "./fields.ts";
import { groupRuns, settingTitle, varyingAxes } from "./groups.ts";
import { defineFigure } from "./kind.ts";
import { headline } from "./labels.ts";
import { makeLegend } from "./legend.ts";
import { groupLooks, withLook } from "./looks.ts";
import { valueAxisOn } from "./scales.ts";
import { pointStyle } from "./style.ts";
import { z } from "zod";

const fields = {
  x: Quantity.meta({ description: "across: a swept field, a value of a column, or steps" }),
  y: Quantity.meta({ description: "up: a swept field, a value of a column, or steps" }),
  colour: z.string().min(1).optional().meta({
    description: "the swept field that colours points; the first one that varies if left out",
  }),
  xScale: scale.optional().meta({ description: "logarithmic for steps if left out" }),
  yScale: scale.optional().meta({ description: "logarithmic for steps if left out" }),
};

export const scatter = defineFigure({
  title: "scatter of two numbers",
  description: "one number of each run against another, with their rank correlation",
  fields,
  *check({ x, y, colour }, swept, columns): Generator<Problem> {
    yield* checkQuantity(x, ["x"], swept, columns);
    yield* checkQuantity(y, ["y"], swept, columns);
    if (colour !== undefined) yield* checkSwept(colour, ["colour"], swept);
  },
  chart(request, curves) {
    const { x, y, xScale, yScale, colour = varyingAxes(curves)[0] } = request.figure;
    const numbers = new Map(curves.flatMap((curve) => {
      const pair = [quantityOf(x, curve), quantityOf(y, curve)] as const;
      return pair.every((value) => typeof value === "number")
        ? [[curve, pair as readonly [number, number]]]
        : [];
    }));
    const pairs = [...numbers.values()];
    const shown = [...numbers.keys()];
    const axes = colour === undefined ? [] : [colour];
    const groups = groupRuns(shown, axes);
    const looks = groupLooks(groups, axes);
    const series = groups.map((group, index): Series => ({
      keys: group.keys,
      style: withLook({ ...pointStyle, line: 0, range: "none" }, looks[index]!),
      points: group.curves.map((curve) => pointOf(numbers.get(curve)!)),
    }));
    const rho = spearman(pairs);
    const missing = curves.length - shown.length;
    const [titleX, titleY] = [titleOf(x), titleOf(y)];
    const none = { title: "", bar: null, entries: [] };
    return {
      ...headline(request, curves, `${titleY} over ${titleX}, a point for each run`, [
        rho === null
          ? ""
          : `Spearman's ρ = ${rho.toFixed(2)} of ${writeCount(pairs.length, "run")}`,
        missing === 0 ? "" : `${writeCount(missing, "run")} without both numbers not shown`,
      ]),
      x: axisOf(x, titleX, "x", pairs.map(([value]) => value), xScale),
      y: axisOf(y, titleY, "y", pairs.map(([, value]) => value), yScale),
      series,
      legend: groups.length > 1
        ? makeLegend(groups, axes, looks, { ...pointStyle, line: 0 }, [])
        : none,
      lines: [],
      ends: [],
      message: pairs.length === 0 ? "no run has both numbers" : null,
      table: {
        columns: ["run", ...axes, writeQuantity(x), writeQuantity(y), "spearman"],
        rows: shown.map((curve) => [
          curve.run,
          ...axes.map((path) => String(curve.axes[path] ?? "")),
          ...numbers.get(curve)!,
          rho === null ? "" : rho,
        ]),
      },
    };
  },
});

function pointOf([x, y]: readonly [number, number]) {
  return { x, y, lowest: y, highest: y, runs: 1 };
}

function titleOf(quantity: Quantity): string {
  return typeof quantity === "string" ? settingTitle(quantity) : writeQuantity(quantity);
}

function axisOf(
  quantity: Quantity,
  title: string,
  column: string,
  values: readonly number[],
  chosen: Axis["scale"] | undefined,
): Axis {
  return valueAxisOn(
    chosen ?? (isSteps(quantity) ? "logarithmic" : "linear"),
    title,
    column,
    values,
  );
}
