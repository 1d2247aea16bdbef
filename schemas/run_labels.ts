/**
 * How the runs of an experiment are told apart: by what they sweep, and where logs of others stand
 * beside them, by the series and by every setting in which the two differ.
 */
import type { RunLabel } from "../tables/curves.ts";
import { type Axes, AxisValue, valueAt } from "./fields.ts";
import type { ImportedRun } from "./imported.ts";
import { OURS, SERIES } from "./series.ts";
import type { Run } from "./run_settings.ts";

/** The labels of ours, then of the imported; budgets of the latter are what their logs reach. */
export function labelRuns(
  { runs, imported }: { readonly runs: readonly Run[]; readonly imported: readonly ImportedRun[] },
): RunLabel[] {
  const axes = axesOf(runs, imported);
  return [
    ...runs.map(({ id, seed, settings }, index): RunLabel => ({
      run: id,
      seed,
      axes: axes[index]!,
      budget: settings.training.steps,
    })),
    ...imported.map(({ id, seed, points }, index): RunLabel => ({
      run: id,
      seed,
      axes: axes[runs.length + index]!,
      budget: Math.max(1, points.at(-1)!.step),
    })),
  ];
}

function axesOf(runs: readonly Run[], imported: readonly ImportedRun[]): Axes[] {
  if (imported.length === 0) return runs.map(({ axes }) => axes);
  const known = [
    ...runs.map(({ axes, settings }) => (path: string) => axes[path] ?? fieldOf(settings, path)),
    ...imported.map(({ settings }) => (path: string) => settings[path]),
  ];
  const swept = new Set(runs.flatMap(({ axes }) => Object.keys(axes)));
  const spoken = new Set(imported.flatMap(({ settings }) => Object.keys(settings)));
  const paths = [...new Set([...swept, ...spoken])].filter((path) =>
    swept.has(path) || differs(known.map((valueOf) => valueOf(path)))
  );
  const series = [...runs.map(() => OURS), ...imported.map((run) => run.series)];
  return known.map((valueOf, index) => ({
    [SERIES]: series[index]!,
    ...Object.fromEntries(
      paths.flatMap((path) => {
        const value = valueOf(path);
        return value === undefined ? [] : [[path, value] as const];
      }),
    ),
  }));
}

/** What a log does not say is not another value. */
function differs(values: readonly (AxisValue | undefined)[]): boolean {
  return new Set(values.filter((value) => value !== undefined)).size > 1;
}

function fieldOf(settings: Run["settings"], path: string): AxisValue | undefined {
  return AxisValue.safeParse(valueAt(settings, path.split("."))).data;
}
