/** Histories for pages: all of one run, or the main curves of all runs, thinned. */
import { stoppedEarly } from "../measures/threshold.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import { columnNames } from "../tables/columns.ts";
import type { CurvesData, HistoryData, ThinCurve } from "../web/protocol.ts";
import { thin } from "../web/curves/thin.ts";
import type { Snapshot } from "./snapshot.ts";

export function historyData(points: readonly HistoryRow[]): HistoryData {
  const columns = columnNames(points).slice(1);
  return {
    steps: points.map(({ step }) => step),
    columns: Object.fromEntries(
      columns.map((name) => [name, points.map((row) => row[name] ?? null)]),
    ),
  };
}

/** Buckets of steps for curves of many runs, each of which keeps its lowest and highest value. */
const BUCKETS = 50;

const CURVES = ["trainAccuracy", "validationAccuracy", "trainLoss", "validationLoss"] as const;

export function curvesData({ loaded, runs }: Snapshot): CurvesData {
  const all = [
    ...runs.map(({ run: { id, settings }, points }) => ({
      id,
      points,
      budget: settings.training.steps,
    })),
    ...loaded.imported.map(({ id, points }) => ({
      id,
      points,
      budget: points.at(-1)?.step ?? 0,
    })),
  ];
  return {
    runs: Object.fromEntries(all.map(({ id, points, budget }) => [id, {
      stoppedEarly: stoppedEarly({ points, budget }),
      rises: {
        train: risesOf(points, "trainAccuracy"),
        validation: risesOf(points, "validationAccuracy"),
      },
      curves: Object.fromEntries(CURVES.flatMap((name) => {
        const curve = curveOf(points, name);
        return curve.steps.length === 0 ? [] : [[name, rounded(thin(curve, BUCKETS))]];
      })),
    }])),
  };
}

function curveOf(points: readonly HistoryRow[], name: string): ThinCurve {
  const rows = points.filter((row) => typeof row[name] === "number");
  return { steps: rows.map(({ step }) => step), values: rows.map((row) => row[name]!) };
}

/** The rows in which a value is higher than in all before, to their last digit. */
function risesOf(points: readonly HistoryRow[], name: string): ThinCurve {
  const steps: number[] = [];
  const values: number[] = [];
  let best = -Infinity;
  for (const { step, [name]: value } of points) {
    if (typeof value !== "number" || value <= best) continue;
    best = value;
    steps.push(step);
    values.push(value);
  }
  return { steps, values };
}

/** Finer than a screen can show. */
function rounded({ steps, values }: ThinCurve): ThinCurve {
  return { steps, values: values.map((value) => Number(value.toPrecision(4))) };
}
