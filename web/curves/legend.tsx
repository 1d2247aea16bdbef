/** The lines of a chart with their values at the moment. */
import { stepOf } from "../state/view.ts";
import type { ChartSpec, Line } from "./chart_spec.ts";
import { formatNumber, formatPercent } from "./format.ts";

/** More would be longer than the chart is high. */
const SHOWN = 12;

export function Legend({ spec: { lines, y } }: { readonly spec: ChartSpec }) {
  const listed = lines.filter(({ unlisted }) => !unlisted);
  return (
    <ul class="legend">
      {listed.slice(0, SHOWN).map((line) => {
        const value = valueAt(line, stepOf(line.place ?? 0));
        return (
          <li key={line.label}>
            <svg width="16" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="16"
                y1="4"
                y2="4"
                stroke={line.colour}
                stroke-width="2"
                stroke-dasharray={line.dashed ? "5 3" : undefined}
              />
            </svg>
            <span>{line.label}</span>
            <output>
              {value === null ? "–" : y === "percent" ? formatPercent(value) : formatNumber(value)}
            </output>
          </li>
        );
      })}
      {listed.length > SHOWN && <li class="quiet">and {listed.length - SHOWN} more</li>}
    </ul>
  );
}

/** The newest value that was measured until a step; the last one for null. */
export function valueAt({ steps, values, told = values }: Line, step: number | null) {
  for (let at = steps.length - 1; at >= 0; at--) {
    const value = told[at] ?? null;
    if (value !== null && (step === null || steps[at]! <= step)) return value;
  }
  return null;
}
