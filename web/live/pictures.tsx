/** What the network looks like inside, at the moment that the curves show. */
import { Panels } from "../pictures/pictures.tsx";
import type { FrameSource } from "../pictures/panel.ts";
import { checkpointAt } from "../state/drawn.ts";
import { stepOf } from "../state/view.ts";
import { formatStep } from "../curves/format.ts";
import { liveExperiment, liveRun } from "./live_data.ts";
import { frames } from "./session.ts";

export function LivePictures() {
  const [experiment, drawn, all] = [liveExperiment.value, liveRun.value, frames.value];
  if (experiment === null || drawn === null || all.size === 0) return null;
  const step = checkpointAt(drawn.run, stepOf(0));
  if (step === null) return null;
  const source: FrameSource = {
    steps: drawn.run.checkpoints,
    get: (step) => Promise.resolve(all.get(step)!),
    peek: (step) => all.get(step),
  };
  return (
    <section>
      <h2>
        Inside the network <span class="quiet">at step {formatStep(step)}</span>
      </h2>
      <Panels experiment={experiment} run={drawn.run} step={step} frames={source} />
    </section>
  );
}
