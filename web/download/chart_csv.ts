/** A chart over steps as numbers: one row for each step, one column for each line. */
import type { ChartSpec } from "../curves/chart_spec.ts";
import { csvOf } from "./save.ts";

export function chartCsv({ lines }: ChartSpec): string {
  const columns = lines.flatMap(({ label, steps, values, band }) => [
    { title: label, values: byStep(steps, values) },
    ...band === undefined ? [] : [
      { title: `${label} lowest`, values: byStep(steps, band.low) },
      { title: `${label} highest`, values: byStep(steps, band.high) },
    ],
  ]);
  const steps = [...new Set(lines.flatMap(({ steps }) => steps))].sort((a, b) => a - b);
  return csvOf(
    ["step", ...columns.map(({ title }) => title)],
    steps.map((step) => [step, ...columns.map(({ values }) => values.get(step))]),
  );
}

function byStep(steps: readonly number[], values: readonly (number | null)[]) {
  return new Map(steps.map((step, at) => [step, values[at]]));
}
