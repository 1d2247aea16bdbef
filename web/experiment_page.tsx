/** One experiment on one page: its runs and claims, their curves, and the networks inside. */
import { Beside } from "./beside.tsx";
import { Claims } from "./claims.tsx";
import { runColour } from "./curves/colours.ts";
import { MainCurves, MeasureCurves } from "./curves/run_curves.tsx";
import { copy } from "./download/copy.ts";
import { runCommand } from "./download/commands.ts";
import { Pictures } from "./pictures/pictures.tsx";
import type { ExperimentData } from "./protocol.ts";
import { RunTable } from "./run_table/run_table.tsx";
import { Settings } from "./settings.tsx";
import { experiment, failure, isRunning } from "./state/data.ts";
import { active, drawnRuns, unknownRuns } from "./state/drawn.ts";
import { ownSteps } from "./state/view.ts";
import { StepBar } from "./step_bar.tsx";
import { Sweeps } from "./sweep/sweeps.tsx";

export function ExperimentPage() {
  const found = experiment.value;
  if (found === null) {
    return failure.value === null && <p class="waiting quiet">Reading the experiment …</p>;
  }
  const begun = found.runs.some(({ id, state }) => state !== "to do" || isRunning(found.name, id));
  return (
    <main class="experiment">
      <Heading experiment={found} />
      <aside>
        <RunTable experiment={found} />
        <Claims claims={found.claims} />
        <Settings experiment={found} />
      </aside>
      <div class="pictures-side">
        {begun
          ? (
            <>
              <div class="sticky">
                <Subject />
                <StepBar />
              </div>
              <Beside />
              <MainCurves experiment={found} />
              <Pictures experiment={found} />
              <MeasureCurves experiment={found} />
              <Sweeps experiment={found} />
            </>
          )
          : <NotRun experiment={found} />}
      </div>
    </main>
  );
}

function Heading({ experiment }: { readonly experiment: ExperimentData }) {
  const { title, description, source } = experiment;
  return (
    <div class="heading">
      <h1 title={description ?? ""}>{title}</h1>
      {source !== null && <p class="quiet">{source}</p>}
    </div>
  );
}

/** Which runs the curves below are of. */
function Subject() {
  const runs = drawnRuns.value;
  const own = active.value;
  if (ownSteps.value && own !== null) {
    return (
      <b
        class="subject"
        style={{ color: runColour(runs.indexOf(own.run)) }}
        title="Tab for the next"
      >
        {own.run.id}
      </b>
    );
  }
  return (
    <>
      <b class="subject" title={runs.map(({ id }) => id).join("\n")}>
        {runs.length === 1 ? runs[0]!.id : `${runs.length} runs`}
      </b>
      {unknownRuns.value.length > 0 && (
        <span class="bad">there is no run {unknownRuns.value.join(", ")}</span>
      )}
    </>
  );
}

function NotRun({ experiment }: { readonly experiment: ExperimentData }) {
  const command = runCommand(experiment);
  return (
    <div class="card not-run">
      <p>
        Nothing of it is here: it was not run yet, or Regrok or the experiment has changed since.
        This brings it up to date, and the curves appear here while it trains:
      </p>
      <button
        type="button"
        class="command"
        title="copy"
        onClick={() => copy(command, "The command is copied")}
      >
        <code>{command}</code>
      </button>
      {experiment.description !== null && <p class="quiet">{experiment.description}</p>}
    </div>
  );
}
