/** How many runs learned nothing, memorised, grokked, or generalised at once, for each setting. */
import { z } from "zod";
import { describeThresholds, outcomeTitles } from "../measures/outcome.ts";
import { writeCount } from "../measures/wording.ts";
import { checkSwept } from "../schemas/swept_fields.ts";
import { countOutcomes, outcomeColours, outcomeLegend } from "./cells.ts";
import type { Cell } from "./chart.ts";
import { groupRuns, settingTitle } from "./groups.ts";
import { defineFigure } from "./kind.ts";
import { headline } from "./labels.ts";
import { categoryAxis, linearAxis } from "./scales.ts";

/** Of the height of a row. */
const BAR_HEIGHT = 0.8;
/** A narrower part has no room for its number. */
const LEAST_LABELLED = 0.03;

export const outcomeMap = defineFigure({
  title: "outcome map",
  description: "how many runs learned nothing, memorised, grokked or generalised at once",
  source: "classes of Liu et al. 2022, arXiv:2205.10343",
  fields: {
    by: z.string().min(1).optional().meta({
      description: "the swept field that makes rows; one row of all runs if left out",
    }),
  },
  check: ({ by }, swept) => by === undefined ? [] : checkSwept(by, ["by"], swept),
  chart(request, curves) {
    const { by } = request.figure;
    const known = curves.filter(({ outcome }) => (outcome ?? null) !== null);
    const groups = groupRuns(known, by === undefined ? [] : [by]);
    const names = groups.map(({ keys }) => by === undefined ? "all runs" : String(keys[by]));
    const cells: Cell[] = [];
    const rows: (string | number)[][] = [];
    for (const [index, group] of groups.entries()) {
      let left = 0;
      for (const { outcome, runs } of countOutcomes(group.curves)) {
        const share = runs / group.curves.length;
        cells.push({
          left,
          right: left + share,
          bottom: index - BAR_HEIGHT / 2,
          top: index + BAR_HEIGHT / 2,
          colour: outcomeColours[outcome],
          label: share < LEAST_LABELLED ? "" : String(runs),
        });
        rows.push([names[index]!, outcomeTitles[outcome], runs, share]);
        left += share;
      }
    }
    const missing = curves.length - known.length;
    const title = by === undefined ? "" : settingTitle(by);
    return {
      ...headline(request, curves, "what became of the runs, with how many", [
        describeThresholds(request.outcomes),
        missing === 0 ? "" : `${writeCount(missing, "run")} without an answer not counted`,
      ]),
      x: linearAxis({ title: "share of the runs", column: "share", minimum: 0, maximum: 1 }),
      y: categoryAxis(title, by ?? "group", names),
      series: [],
      cells,
      legend: outcomeLegend(curves),
      lines: [],
      ends: [],
      message: known.length === 0 ? "no run has come to an outcome yet" : null,
      table: { columns: [by ?? "group", "outcome", "runs", "share"], rows },
    };
  },
});
