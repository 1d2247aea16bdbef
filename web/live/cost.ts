/** What a run costs, in words. */
import type { Description } from "../../live/messages.ts";
import { estimateStep } from "../../live/speed.ts";
import { formatNumber, formatStep } from "../curves/format.ts";
import { run, slowness } from "./session.ts";

/** Names and values, in the order of the page. */
export function costOf(of: Description): (readonly [what: string, value: string])[] {
  const measured = run.value?.description === of ? run.value.msPerStep : null;
  const ms = measured ?? estimateStep(of) * (slowness.value ?? 1);
  return [
    ["parameters", formatStep(of.parameters)],
    ["rows a step", formatStep(of.batchRows)],
    ["arithmetic a step", `${formatNumber(Number((of.operations / 1e6).toPrecision(3)))} Mflop`],
    [measured === null ? "a step, estimated" : "a step, measured", formatMs(ms)],
    [
      "the whole run",
      `${formatStep(of.steps)} steps, ${formatTime(of.steps * ms)}, if nothing ends it earlier`,
    ],
  ];
}

export function formatMs(ms: number): string {
  return `${Number(ms.toPrecision(ms < 10 ? 2 : 3))} ms`;
}

/** Such as 12 s or 3 min. */
export function formatTime(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 100) return `${Number(seconds.toPrecision(2))} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
