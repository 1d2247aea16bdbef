/** Which runs belong together in a figure, in what order, and how the group is called. */
import { writeSetting } from "../measures/wording.ts";
import type { Axes } from "../schemas/fields.ts";
import type { RunCurve } from "../tables/curves.ts";

type Value = Axes[string] | undefined;

export interface Group {
  readonly keys: Axes;
  readonly label: string;
  readonly curves: readonly RunCurve[];
}

/** Titles and symbols that papers use for settings; others are called by their path. */
const SETTING_NAMES: Readonly<Record<string, { title: string; symbol: string }>> = {
  "split.trainFraction": { title: "fraction of all equations used for training α", symbol: "α" },
  "optimizer.weightDecay": { title: "weight decay λ", symbol: "λ" },
  "optimizer.learningRate": { title: "learning rate η", symbol: "η" },
  "task.modulus": { title: "modulus p", symbol: "p" },
  "task.operands": { title: "number of operands K", symbol: "K" },
  "task.operandFraction": {
    title: "fraction of the residues that the first operand takes, λ",
    symbol: "operand fraction λ",
  },
  "model.layers": { title: "depth (layers)", symbol: "depth" },
  "model.width": { title: "width", symbol: "width" },
};

export function settingTitle(path: string): string {
  return SETTING_NAMES[path]?.title ?? writeSetting(path);
}

export function settingSymbol(path: string): string {
  return SETTING_NAMES[path]?.symbol ?? writeSetting(path);
}

/** Axes along which the runs differ, in the order of the sweep. */
export function varyingAxes(curves: readonly RunCurve[]): string[] {
  const paths = [...new Set(curves.flatMap((curve) => Object.keys(curve.axes)))];
  return paths.filter((path) => new Set(curves.map((curve) => curve.axes[path])).size > 1);
}

/**
 * Axes that vary while `path` stands still. An axis swept in step with it, such as a budget per
 * train fraction, is not one of them.
 */
export function axesBeside(curves: readonly RunCurve[], path: string): string[] {
  const columns = groupRuns(curves, [path]);
  return varyingAxes(curves).filter((other) =>
    other !== path && columns.some((group) => varyingAxes(group.curves).includes(other))
  );
}

/** Runs that agree on these axes; groups are in the order of their values. */
export function groupRuns(curves: readonly RunCurve[], axes: readonly string[]): Group[] {
  const groups = new Map<string, RunCurve[]>();
  for (const curve of curves) {
    const name = JSON.stringify(axes.map((path) => curve.axes[path] ?? null));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [curve]);
    else group.push(curve);
  }
  const found = [...groups.values()].map((members) => describe(members, axes));
  const ranks = axes.map((path) => rankValues(found.map((group) => group.keys[path])));
  const ranksOf = (group: Group) => axes.map((path, index) => ranks[index]!.get(group.keys[path])!);
  return found.sort((a, b) => compareLists(ranksOf(a), ranksOf(b)));
}

/** Whether the groups are told apart by one number, so that their colours can be ordered. */
export function isOrdered(groups: readonly Group[], axes: readonly string[]): boolean {
  const path = axes[0];
  return axes.length === 1 && path !== undefined &&
    groups.every((group) => typeof group.keys[path] === "number");
}

function describe(curves: readonly RunCurve[], axes: readonly string[]): Group {
  const keys: Record<string, Axes[string]> = {};
  for (const path of axes) keys[path] = curves[0]?.axes[path] ?? "";
  const label = axes.length === 1
    ? writeValue(keys[axes[0]!])
    : axes.map((path) => nameValue(path, keys[path])).join(", ");
  return { keys, label, curves };
}

/** "α 0.3"; texts speak for themselves. */
export function nameValue(path: string, value: Value): string {
  const isText = typeof value === "string" && value !== "";
  return isText ? value : `${settingSymbol(path)} ${writeValue(value)}`;
}

/** Without the digits that 0.1 + 0.2 has too many. */
function writeValue(value: Value): string {
  return String(typeof value === "number" ? Number(value.toPrecision(10)) : value);
}

/** Places of values in their order: numbers ascend, others stand as the sweep lists them. */
function rankValues(values: readonly Value[]): Map<Value, number> {
  const distinct = [...new Set(values)];
  if (distinct.every((value) => typeof value === "number")) distinct.sort((a, b) => a - b);
  return new Map(distinct.map((value, rank) => [value, rank]));
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - b[index]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
