/** What the network looked like inside at the moment: a row of panels for each run that is drawn. */
import type { ExperimentData, RunData } from "../protocol.ts";
import { checkpointAt, drawnRuns, MOST_BESIDE } from "../state/drawn.ts";
import { stepOf } from "../state/view.ts";
import { formatStep } from "../curves/format.ts";
import { exportCommand } from "../download/commands.ts";
import { DownloadMenu } from "../download/menu.tsx";
import { savePictures } from "../download/save_pictures.ts";
import { framesOf } from "./frames.ts";
import type { PanelProps } from "./panel.ts";
import { panels } from "./panel_list.ts";

export function Pictures({ experiment }: { readonly experiment: ExperimentData }) {
  const runs = drawnRuns.value.slice(0, MOST_BESIDE);
  if (!runs.some(({ checkpoints }) => checkpoints.length > 0)) return null;
  if (!runs.some((run) => fitting(experiment, run).length > 0)) {
    return (
      <p id="pictures" class="quiet">
        There are no pictures of the inside of these networks: they are of attention, and of tasks
        whose rows are pairs of numbers modulo p. Measures look into other networks too.
      </p>
    );
  }
  return (
    <section id="pictures" class={runs.length > 1 ? "beside" : ""}>
      {runs.map((run, place) => (
        <RunPictures key={run.id} experiment={experiment} run={run} place={place} />
      ))}
    </section>
  );
}

function RunPictures(
  { experiment, run, place }: {
    readonly experiment: ExperimentData;
    readonly run: RunData;
    readonly place: number;
  },
) {
  const step = checkpointAt(run, stepOf(place));
  if (step === null) return null;
  const frames = framesOf(experiment.name, run);
  return (
    <div class="run-pictures">
      <h2>
        Inside the network <span class="quiet">{run.id}, checkpoint {formatStep(step)}</span>
      </h2>
      <Panels
        experiment={experiment}
        run={run}
        step={step}
        frames={frames}
        command={exportCommand(experiment, run)}
      />
    </div>
  );
}

export interface PanelsProps extends PanelProps {
  /** What makes the same run on the command line; left out where nothing does. */
  readonly command?: string;
}

/** The pictures of one checkpoint, beside each other. */
export function Panels({ experiment, run, step, frames, command }: PanelsProps) {
  return (
    <div class="panels">
      {fitting(experiment, run).map(({ id, title, component: Component }) => (
        <figure key={id} id={id} class={`card panel panel-${id}`}>
          <figcaption>
            <b>{title}</b>
            <span class="grow" />
            <DownloadMenu
              command={command ?? null}
              entries={[["PNG", (menu) =>
                savePictures(`${run.id}-step-${step}-${id}.png`, menu.closest("figure")!)]]}
            />
          </figcaption>
          <Component experiment={experiment} run={run} step={step} frames={frames} />
        </figure>
      ))}
    </div>
  );
}

/** The pictures that a run has; none before its first checkpoint. */
export function fitting(experiment: ExperimentData, run: RunData) {
  return run.checkpoints.length === 0 ? [] : panels.filter((each) => each.fits(experiment, run));
}
