/**
 * How the runs of an experiment are told apart: by what they sweep, and where logs of others stand
 * beside them, by their origin and by the settings in which the runs of one origin differ.
 */
import type { RunLabel } from "../tables/curves.ts";
import { type Axes, AxisValue, valueAt } from "./fields.ts";
import type { ImportedRun } from "./imported.ts";
import { ORIGIN, OURS } from "./origin.ts";
import type { Run } from "./run_settings.ts";

/** The labels of ours, then of the imported; budgets of the latter are what their logs reach. */
export function labelRuns(
  { runs, imported }: { readonly runs: readonly Run[]; readonly imported: readonly ImportedRun[] },
): RunLabel[] {
  const axes = axesOf(runs, imported);
  return [
    ...runs.map(({ id, seed, settings, fork }, index): RunLabel => ({
      run: id,
      seed,
      axes: axes[index]!,
      budget: settings.training.steps,
      ...fork === null ? {} : { start: fork.step },
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
    ...runs.map(({ axes, settings }) => ({
      origin: OURS,
      valueOf: (path: string) => axes[path] ?? fieldOf(settings, path),
    })),
    ...imported.map(({ origin, settings }) => ({
      origin,
      valueOf: (path: string) => settings[path],
    })),
  ];
  const ofOne = [...Map.groupBy(known, ({ origin }) => origin).values()];
  const swept = new Set(runs.flatMap(({ axes }) => Object.keys(axes)));
  const spoken = new Set(imported.flatMap(({ settings }) => Object.keys(settings)));
  const paths = [...new Set([...swept, ...spoken])].filter((path) =>
    swept.has(path) ||
    ofOne.some((group) => differs(group.map(({ valueOf }) => valueOf(path))))
  );
  return known.map(({ origin, valueOf }) => ({
    [ORIGIN]: origin,
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
