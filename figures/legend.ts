/** What stands beside the plot: the groups by colour, then what their lines and markers mean. */
import type { ColourBar, Legend, LegendEntry, Style } from "./chart.ts";
import { type Group, isOrdered, settingSymbol } from "./groups.ts";

const MAXIMUM_ROWS = 17; // that the height of a figure holds, its title among them

/**
 * One line per group, if there are several; a colour bar where they are too many and told apart
 * by a number; otherwise the first and last of them.
 */
export function makeLegend(
  groups: readonly Group[],
  axes: readonly string[],
  colours: readonly string[],
  sample: Style,
  others: readonly LegendEntry[],
): Legend {
  const title = groups.length > 1 && axes.length === 1 ? settingSymbol(axes[0]!) : "";
  if (groups.length === 1) return { title, bar: null, entries: others };
  const entries = groups.map(({ label }, index): LegendEntry => ({
    label,
    style: { ...sample, colour: colours[index]! },
  }));
  const room = MAXIMUM_ROWS - others.length - (title === "" ? 0 : 1);
  if (groups.length <= room) return { title, bar: null, entries: [...entries, ...others] };
  if (isOrdered(groups, axes)) return { title, bar: colourBar(groups, colours), entries: others };
  const half = Math.max(1, Math.floor((room - 1) / 2));
  const left: LegendEntry = { label: `… ${groups.length - 2 * half} more …`, style: null };
  const shown = [...entries.slice(0, half), left, ...entries.slice(-half)];
  return { title, bar: null, entries: [...shown, ...others] };
}

/** Labels at even distances, the first and the last colour among them. */
function colourBar(groups: readonly Group[], colours: readonly string[]): ColourBar {
  const labels = Array.from({ length: 5 }, (_, part) => {
    const index = Math.round(part / 4 * (groups.length - 1));
    return { index, label: groups[index]!.label };
  });
  return { colours, labels };
}
