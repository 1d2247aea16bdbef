/** What the listed runs come to over the settings that are swept. */
import type { ExperimentData } from "../protocol.ts";
import { AllRuns } from "../curves/all_runs.tsx";
import { shortName } from "../curves/format.ts";
import { curves } from "../state/data.ts";
import { across, fields, listing, up } from "../state/listing.ts";
import { change } from "../state/view.ts";
import { PhaseDiagram } from "./phase_diagram.tsx";
import { SettingPlot } from "./setting_plot.tsx";

export function Sweeps({ experiment }: { readonly experiment: ExperimentData }) {
  if (experiment.runs.length < 2) return null;
  const { runs } = listing.value;
  const x = across.value === "seed" ? null : across.value; // nothing is to be learned along seeds
  const y = up.value;
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
      </h2>
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
      </div>
    </section>
  );
}

function FieldChoice(
  { title, value, onChange }: {
    readonly title: string;
    readonly value: string | null;
    onChange(field: string): void;
  },
) {
  return (
    <label class="quiet">
      {title}{" "}
      <select value={value ?? ""} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {fields.value.map((path) => <option key={path} value={path}>{shortName(path)}</option>)}
      </select>
    </label>
  );
}
