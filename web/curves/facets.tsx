/** Small multiples: the curves of all runs with one value of a field each, on the same axes. */
import { useMemo } from "preact/hooks";
import type { CurvesData, ExperimentData, RunData } from "../protocol.ts";
import { writeValue } from "../run_table/columns.ts";
import { curves } from "../state/data.ts";
import { fields, groupRuns, listing } from "../state/listing.ts";
import { theme } from "../state/theme.ts";
import { parts } from "../state/view.ts";
import { specOf } from "./all_runs.tsx";
import type { ChartSpec } from "./chart_spec.ts";
import { shortName } from "./format.ts";
import { LineChart } from "./line_chart.tsx";

/** More charts are more than a page is read for. */
const MOST = 24;
const HEIGHT = 110;

export function Facets({ experiment }: { readonly experiment: ExperimentData }) {
  const facet = parts.facet.value;
  const field = fields.value.includes(facet) ? facet : null;
  const wanted = parts.group.value;
  const others = fields.value.filter((each) => each !== field && each !== "seed");
  const inner = others.includes(wanted) ? wanted : others[0] ?? null;
  const { runs } = listing.value;
  const known = curves.value;
  const colours = theme.value;
  const specs = useMemo(
    () => field === null || known === null ? [] : specsOf(experiment, known, runs, field, inner),
    [experiment, known, runs, field, inner, colours],
  );
  if (specs.length === 0) return null;
  return (
    <div class="facets" id="facets">
      {specs.map((spec) => (
        <LineChart key={spec.title} spec={spec} subject={experiment.name} height={HEIGHT} />
      ))}
    </div>
  );
}

function specsOf(
  experiment: ExperimentData,
  known: CurvesData,
  runs: readonly RunData[],
  field: string,
  inner: string | null,
): ChartSpec[] {
  const until = Math.max(...runs.map(({ step }) => step));
  return groupRuns(runs, field).slice(0, MOST).map(({ value, runs: own }, place) => ({
    ...specOf(experiment, known, own, inner, runs),
    id: `facet-${place}`,
    title: `${shortName(field)} ${writeValue(value)}`,
    unit: inner === null ? "median" : `by ${shortName(inner)}`,
    until,
  }));
}
