/** The columns that rows of a history make together. */
import type { HistoryRow } from "../schemas/artifacts.ts";

/**
 * Names of all columns, `step` first. Where rows do not have the same columns, one that comes
 * later has its place behind the one before it in its row, else before the one after it.
 */
export function columnNames(rows: Iterable<HistoryRow>): string[] {
  const names: string[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const own = Object.keys(row).filter((name) => name !== "step");
    const form = own.join("\n");
    if (seen.has(form)) continue;
    seen.add(form);
    const anchor = own.find((name) => names.includes(name));
    let place = anchor === undefined ? names.length : names.indexOf(anchor);
    for (const name of own) {
      const known = names.indexOf(name);
      if (known < 0) names.splice(place, 0, name);
      place = known < 0 ? place + 1 : known + 1;
    }
  }
  return ["step", ...names];
}
