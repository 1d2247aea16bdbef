/** What stands beside the plot: the groups by colour, then what their lines and markers mean. */
import type { ColourBar, Legend, LegendEntry, Style } from "./chart.ts";
import { type Group, isOrdered, nameValue, settingSymbol } from "./groups.ts";
import { type Look, withLook } from "./looks.ts";
import { DASHES, ink, lineStyle } from "./style.ts";

const MAXIMUM_ROWS = 17; // that the height of a figure holds, its title among them

/**
 * One line per group, if there are several; a colour bar where they are too many and told apart
 * by a number; otherwise the first and last of them.
 */
export function makeLegend(
  groups: readonly Group[],
  axes: readonly string[],
  looks: readonly Look[],
  sample: Style,
  others: readonly LegendEntry[],
): Legend {
  const title = groups.length > 1 && axes.length === 1 ? settingSymbol(axes[0]!) : "";
  if (groups.length === 1) return { title, bar: null, entries: others };
  const entries = groups.map(({ label }, index): LegendEntry => ({
    label,
    style: withLook(sample, looks[index]!),
  }));
  const room = MAXIMUM_ROWS - others.length - (title === "" ? 0 : 1);
  if (groups.length <= room) return { title, bar: null, entries: [...entries, ...others] };
  if (isOrdered(groups, axes)) {
    const colours = looks.map(({ colour }) => colour);
    return { title, bar: colourBar(groups, colours), entries: others };
  }
  const half = Math.max(1, Math.floor((room - 1) / 2));
  const left: LegendEntry = { label: `… ${groups.length - 2 * half} more …`, style: null };
  const shown = [...entries.slice(0, half), left, ...entries.slice(-half)];
  return { title, bar: null, entries: [...shown, ...others] };
}

/** Whether lines are too many for dashes, so that colours tell them apart, and dashes the groups. */
export function areMany(lines: readonly unknown[], groups: readonly Group[]): boolean {
  return lines.length > DASHES.length && groups.length > 1;
}

/**
 * A line for each of what is measured, such as layers, or a colour bar where they are too many; and
 * the groups by their dashes, and their markers if they have some.
 */
export function makeDepthLegend(
  title: string,
  lines: readonly LegendEntry[],
  groups: readonly Group[],
  axes: readonly string[],
  markers: readonly Style["marker"][] = [],
): Legend {
  const shown = groups.length > 1 && groups.length <= DASHES.length ? groups : [];
  const others = shown.map(({ keys }, index): LegendEntry => ({
    label: axes.map((path) => nameValue(path, keys[path])).join(", "),
    style: {
      ...lineStyle,
      colour: ink.quiet,
      dash: DASHES[index]!,
      marker: markers[index] ?? "none",
    },
  }));
  const room = MAXIMUM_ROWS - others.length - (title === "" ? 0 : 1);
  if (lines.length <= room) return { title, bar: null, entries: [...lines, ...others] };
  const colours = lines.map(({ style }) => style!.colour);
  return { title, bar: colourBar(lines, colours), entries: others };
}

/** Labels at even distances, the first and the last colour among them. */
function colourBar(lines: readonly { label: string }[], colours: readonly string[]): ColourBar {
  const labels = Array.from({ length: 5 }, (_, part) => {
    const index = Math.round(part / 4 * (lines.length - 1));
    return { index, label: lines[index]!.label };
  });
  return { colours, labels };
}
