/** The tables of a report, as HTML that needs no script. */
import type { ActionPlan } from "../dag/plan.ts";
import { keyOf } from "../store/content_hash.ts";
import { writeNumber } from "../measures/wording.ts";
import { outcomeTitles } from "../measures/outcome_class.ts";
import type { ClaimData, RunData, Value } from "../web/protocol.ts";
import { describeNumbers } from "../web/claim_numbers.ts";
import { escape } from "./html.ts";

const MARKS = { holds: "✓ holds", fails: "✗ fails", undecided: "? undecided" } as const;

export function claimTable(claims: readonly ClaimData[]): string {
  return table(
    ["claim", "expected", "measured", "published", "ours", "ratio", "verdict"],
    claims.map(({ name, source, expected, measured, verdict, numbers }) => [
      escape(name) + (source === null ? "" : `<br><span class="quiet">${escape(source)}</span>`),
      escape(expected),
      escape(measured),
      ...describeNumbers(numbers),
      verdict === null ? "not judged yet" : `<b class="${verdict}">${MARKS[verdict]}</b>`,
    ]),
  );
}

export function runTable(runs: readonly RunData[]): string {
  const steps = (value: number | null) => value === null ? "never" : writeNumber(value);
  const percent = (value: number | null) => value === null ? "" : `${(100 * value).toFixed(1)} %`;
  return table(
    [
      "run",
      "state",
      "steps",
      "99 % of training",
      "99 % of validation",
      "best validation",
      "outcome",
    ],
    runs.map((run) => [
      escape(run.id),
      run.state,
      writeNumber(run.step),
      steps(run.train99),
      steps(run.validation99),
      percent(run.bestValidation),
      run.outcome === null ? "" : outcomeTitles[run.outcome],
    ]),
  );
}

export function settingTable(settings: Readonly<Record<string, Value | null>>): string {
  return table(
    ["setting", "value"],
    Object.entries(settings).map(([name, value]) => [escape(name), escape(String(value))]),
  );
}

/** By which everything can be found and compared: equal keys are equal results. */
export function keyTable(plans: ReadonlyMap<string, ActionPlan>): string {
  const done = [...plans.values()].filter(({ records }) => records.length > 0);
  return table(
    ["action", "key"],
    done.map(({ action, records }) => [
      escape(action.id),
      `<code>${keyOf(records.at(-1)!.key)}</code>`,
    ]),
  );
}

/** Cells are HTML already. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const heads = titles.map((title) => `<th>${title}</th>`).join("");
  // Where there is no room for heads, each cell says its own.
  const row = (cells: readonly string[]) =>
    `<tr>${cells.map((cell, at) => `<td data-title="${titles[at]}">${cell}</td>`).join("")}</tr>`;
  return `<table><thead><tr>${heads}</tr></thead><tbody>${rows.map(row).join("")}</tbody></table>`;
}
