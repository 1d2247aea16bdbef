/** Several runs in one row of the table: medians of what each reached, with their range. */
import { median } from "../curves/over_runs.ts";
import { formatPercent, formatStep } from "../curves/format.ts";
import type { RunData } from "../protocol.ts";
import { delayOf } from "../../measures/outcome_class.ts";
import type { Column } from "./columns.ts";

export interface GroupRowProps {
  readonly title: string;
  readonly runs: readonly RunData[];
  readonly columns: readonly Column[];
  readonly open: boolean;
  onToggle(): void;
  onChoose(): void;
}

export function GroupRow({ title, runs, columns, open, onToggle, onChoose }: GroupRowProps) {
  const texts: Readonly<Record<string, string>> = {
    state: countOf(runs),
    train99: stepsOf(runs.map(({ train99 }) => train99)),
    validation99: stepsOf(runs.map(({ validation99 }) => validation99)),
    delay: delayText(runs),
    bestValidation: bestText(runs),
  };
  const named = columns.findIndex(({ name }) => name in texts);
  const span = named < 0 ? columns.length : named;
  return (
    <tr class="group" onClick={onChoose} title="click to draw these runs">
      <td class="swatch">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`${open ? "close" : "open"} ${title}`}
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        >
          {open ? "▾" : "▸"}
        </button>
      </td>
      {span > 0 && <th colSpan={span} scope="row">{title}</th>}
      {columns.slice(span).map(({ name, isText }) => (
        <td key={name} class={isText ? "text" : ""}>{texts[name] ?? ""}</td>
      ))}
    </tr>
  );
}

function countOf(runs: readonly RunData[]): string {
  const done = runs.filter(({ state }) => state !== "to do" && state !== "in part").length;
  return done === runs.length ? `${done} runs` : `${done} of ${runs.length}`;
}

/** Never counts as infinitely many. */
function stepsOf(steps: readonly (number | null)[]): string {
  const middle = median(steps.map((each) => each ?? Infinity));
  return Number.isFinite(middle) ? formatStep(middle) : "never";
}

function delayText(runs: readonly RunData[]): string {
  const delays = runs.flatMap((run) => delayOf(run) ?? []);
  if (delays.length === 0) return "";
  const middle = median(delays);
  return `${middle < 10 ? middle.toFixed(1) : Math.round(middle)}×`;
}

function bestText(runs: readonly RunData[]): string {
  const best = runs.flatMap(({ bestValidation }) => bestValidation ?? []);
  return best.length === 0 ? "" : formatPercent(median(best));
}
