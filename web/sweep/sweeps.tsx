/** What the listed runs come to over the settings that are swept. */
import type { ExperimentData } from "../protocol.ts";
import { AllRuns } from "../curves/all_runs.tsx";
import { Facets } from "../curves/facets.tsx";
import { shortName } from "../curves/format.ts";
import { curves } from "../state/data.ts";
import { across, fields, listing, up } from "../state/listing.ts";
import { change, parts } from "../state/view.ts";
import { PhaseDiagram } from "./phase_diagram.tsx";
import { ScatterPlot } from "./scatter_plot.tsx";
import { SettingPlot } from "./setting_plot.tsx";

export function Sweeps({ experiment }: { readonly experiment: ExperimentData }) {
  if (experiment.runs.length < 2) return null;
  const { runs } = listing.value;
  const x = across.value === "seed" ? null : across.value; // nothing is to be learned along seeds
  const y = up.value;
  const facet = parts.facet.value;
  return (
    <section id="sweeps">
      <h2>
        Over all runs
        {runs.length < experiment.runs.length && (
          <span class="quiet">
            {" "}
            {runs.length} of {experiment.runs.length}, as the table lists
          </span>
        )}
        <span class="grow" />
        {fields.value.length > 1 && (
          <>
            <FieldChoice
              title="across"
              value={x}
              onChange={(field) => change({ across: field }, { anew: true })}
            />
            <FieldChoice
              title="up"
              value={y}
              onChange={(field) => change({ up: field }, { anew: true })}
            />
          </>
        )}
        {fields.value.length > 0 && (
          <FieldChoice
            title="small multiples by"
            value={fields.value.includes(facet) ? facet : null}
            none="–"
            onChange={(field) => change({ facet: field }, { anew: true })}
          />
        )}
      </h2>
      <Facets experiment={experiment} />
      <div class="pair">
        <AllRuns experiment={experiment} />
        {x !== null && <SettingPlot experiment={experiment} runs={runs} field={x} kind="steps" />}
        {x !== null && (
          <SettingPlot
            experiment={experiment}
            runs={runs}
            field={x}
            kind="accuracy"
          />
        )}
        {x !== null && y !== null && curves.value !== null && (
          <PhaseDiagram
            experiment={experiment}
            curves={curves.value}
            runs={runs}
            across={x}
            up={y}
          />
        )}
        <ScatterPlot experiment={experiment} runs={runs} />
      </div>
    </section>
  );
}

function FieldChoice(
  { title, value, none, onChange }: {
    readonly title: string;
    readonly value: string | null;
    /** What stands for no field, where there may be none. */
    readonly none?: string;
    onChange(field: string): void;
  },
) {
  return (
    <label class="quiet">
      {title}{" "}
      <select value={value ?? ""} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {fields.value.map((path) => <option key={path} value={path}>{shortName(path)}</option>)}
      </select>
    </label>
  );
}
