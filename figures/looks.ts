/**
 * How groups of runs look beside each other. Where logs of others stand beside ours, ours are cold
 * and whole, theirs warm and with hollow markers: told apart at a glance, in grey, and by readers
 * who see no such colours.
 */
import { ORIGIN, OURS } from "../schemas/origin.ts";
import type { Style } from "./chart.ts";
import { type Group, isOrdered } from "./groups.ts";
import { coldColours, groupColours, MARKERS, warmColours } from "./style.ts";

export interface Look extends Pick<Style, "colour" | "hollow"> {
  /** Of lines that have a marker here and there; none for ours. */
  readonly marker: Style["marker"];
}

/** The look of each group, in their order; `axes` are those that tell them apart. */
export function groupLooks(groups: readonly Group[], axes: readonly string[]): Look[] {
  const origins = [...new Set(groups.map(({ keys }) => keys[ORIGIN]))]
    .filter((origin) => origin !== OURS);
  const theirs = groups.filter(({ keys }) => keys[ORIGIN] !== OURS);
  if (!axes.includes(ORIGIN) || theirs.length === 0 || theirs.length === groups.length) {
    return groupColours(groups.length, isOrdered(groups, axes))
      .map((colour) => ({ colour, hollow: false, marker: "none" }));
  }
  const cold = coldColours(groups.length - theirs.length);
  const warm = warmColours(theirs.length);
  return groups.map(({ keys }): Look => {
    if (keys[ORIGIN] === OURS) return { colour: cold.shift()!, hollow: false, marker: "none" };
    const marker = MARKERS[origins.indexOf(keys[ORIGIN]) % MARKERS.length]!;
    return { colour: warm.shift()!, hollow: true, marker };
  });
}

/** The style in the look of a group; what has no marker of its own takes the group's. */
export function withLook(style: Style, { colour, hollow, marker }: Look): Style {
  if (marker === "none") return { ...style, colour };
  const own = style.marker === "none" ? { marker, sparse: true } : {};
  return { ...style, ...own, colour, hollow };
}
