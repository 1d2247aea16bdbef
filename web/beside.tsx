/** Runs beside each other: what they differ in, and what each came to. */
import type { RunData, Value } from "./protocol.ts";
import { runColour } from "./curves/colours.ts";
import { formatPercent, formatStep } from "./curves/format.ts";
import { writeValue } from "./run_table/columns.ts";
import { drawnRuns } from "./state/drawn.ts";
import { activeRun, stepOf, view } from "./state/view.ts";

/** Columns of results, which are not what runs were told. */
const RESULT = /Accuracy$|Loss$|Norm$|^train$|^validation$|99$|\//;

/** More would not fit beside each other. */
const MOST = 8;

export function Beside() {
  const runs = drawnRuns.value.slice(0, MOST);
  if (runs.length < 2) return null;
  const names = new Set(runs.flatMap(({ values }) => Object.keys(values)));
  const settings = [...names].filter((name) =>
    !RESULT.test(name) && new Set(runs.map(({ values }) => values[name] ?? null)).size > 1
  );
  const rows: readonly (readonly [string, (run: RunData) => Value])[] = [
    ...settings.map((name) => [name, (run: RunData) => run.values[name] ?? null] as const),
    ["T99", ({ train99 }) => train99 === null ? "–" : formatStep(train99)],
    ["V99", ({ validation99 }) => validation99 === null ? "–" : formatStep(validation99)],
    [
      "best validation",
      ({ bestValidation }) => bestValidation === null ? "–" : formatPercent(bestValidation),
    ],
  ];
  return (
    <div class="card beside-table">
      <table>
        <thead>
          <tr>
            <th />
            {runs.map(({ id }, place) => (
              <th key={id}>
                <button
                  type="button"
                  class="link"
                  style={{ color: runColour(place) }}
                  aria-pressed={place === activeRun.value}
                  title="the slider and the keys move this one"
                  onClick={() => activeRun.value = place}
                >
                  {id}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, valueOf]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {runs.map((run) => <td key={run.id}>{writeValue(valueOf(run))}</td>)}
            </tr>
          ))}
          {view.value.steps.length > 1 && (
            <tr>
              <th scope="row">at step</th>
              {runs.map((run, place) => (
                <td key={run.id}>{formatStep(stepOf(place) ?? run.step)}</td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
      {drawnRuns.value.length > MOST && (
        <p class="quiet">and {drawnRuns.value.length - MOST} more runs</p>
      )}
    </div>
  );
}
