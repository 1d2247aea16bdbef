/** Figures and claims that refer to runs, fields or columns which do not exist. */
import { checkClaim } from "../claims/mod.ts";
import { checkFigure } from "../figures/mod.ts";
import type { Problem } from "./diagnostics.ts";
import type { Experiment } from "./experiment.ts";
import type { Axes } from "./fields.ts";
import type { FigureSettings } from "./figures.ts";
import type { Run } from "./run_settings.ts";
import type { ImportedRun } from "./imported.ts";
import { knownColumns } from "./known_columns.ts";
import { sweptValues } from "./swept_fields.ts";
import { columnNames } from "../tables/columns.ts";

/**
 * Everything wrong with the figures and claims of an experiment whose runs have these swept
 * values; nothing when no values are given, since then the sweep itself is wrong. `runs` are those
 * that are possible; `hasOwnLength` says that the command line gives their number of steps, which may
 * then be too small for a claim: it is a trial.
 */
export function checkReferences(
  figures: readonly FigureSettings[],
  { claims, measures }: Pick<Experiment, "claims" | "measures">,
  axes: readonly Axes[],
  { runs, imported, hasOwnLength = false }: {
    readonly runs: readonly Run[];
    readonly imported: readonly ImportedRun[];
    readonly hasOwnLength?: boolean;
  },
): Problem[] {
  const problems = [
    ...checkNames("figures", figures),
    ...checkTwins(figures),
    ...checkNames("claims", claims),
  ];
  if (axes.length === 0) return problems;
  const budgets = hasOwnLength
    ? []
    : runs.map(({ axes, settings }) => ({ axes, steps: settings.training.steps }));
  const referable = { runs: axes, swept: sweptValues(axes) };
  const columns = runs.length + imported.length === 0 ? null : [
    ...new Set([
      ...knownColumns(runs, measures),
      ...columnNames(imported.flatMap(({ points }) => points)).slice(1),
    ]),
  ];
  const add = (section: string, index: number, found: Iterable<Problem>) => {
    for (const problem of found) {
      problems.push({ ...problem, path: [section, index, ...problem.path] });
    }
  };
  for (const [index, figure] of figures.entries()) {
    add("figures", index, checkFigure(figure, referable.swept, columns));
  }
  for (const [index, claim] of claims.entries()) {
    add("claims", index, checkClaim(claim, referable, columns, budgets));
  }
  return problems;
}

function* checkNames(section: string, items: readonly { name: string }[]): Generator<Problem> {
  const taken = new Set<string>();
  for (const [index, { name }] of items.entries()) {
    if (taken.has(name)) {
      yield { path: [section, index, "name"], message: `"${name}" is taken; use another name` };
    }
    taken.add(name);
  }
}

/** Figures that differ in nothing but their names would be drawn twice. */
function* checkTwins(figures: readonly FigureSettings[]): Generator<Problem> {
  const drawn = new Map<string, string>();
  for (const [index, { name, ...figure }] of figures.entries()) {
    const settings = JSON.stringify(figure);
    const twin = drawn.get(settings);
    if (twin !== undefined && twin !== name) {
      yield {
        path: ["figures", index],
        message: `draws the same as "${twin}"; leave one of them out`,
      };
    }
    drawn.set(settings, name);
  }
}
