/** What the network looks like inside, at the moment that the curves show. */
import { fitting, Panels } from "../pictures/pictures.tsx";
import type { FrameSource } from "../pictures/panel.ts";
import { checkpointAt } from "../state/drawn.ts";
import { change, pin, stepOf } from "../state/view.ts";
import { formatStep } from "../curves/format.ts";
import { liveExperiment, liveRun } from "./live_data.ts";
import { frames } from "./session.ts";

export function LivePictures() {
  const [experiment, drawn, all] = [liveExperiment.value, liveRun.value, frames.value];
  if (experiment === null || drawn === null) return null;
  if (fitting(experiment, drawn.run).length === 0) return null;
  const step = checkpointAt(drawn.run, stepOf(0));
  if (step === null) return null;
  const source: FrameSource = {
    steps: drawn.run.checkpoints,
    get: (step) => Promise.resolve(all.get(step)!),
    peek: (step) => all.get(step),
  };
  return (
    <section class="run-pictures">
      <h2>
        Inside the network <span class="quiet">at step {formatStep(step)}</span>
      </h2>
      <Panels experiment={experiment} run={drawn.run} step={step} frames={source} />
    </section>
  );
}

/** Goes on by so many pictures, backwards where negative; the newest one stays the newest. */
export function movePictures(by: number): void {
  const steps = [...frames.value.keys()];
  const step = stepOf(0) ?? Infinity;
  const at = by < 0
    ? steps.findLastIndex((each) => each <= step) + by
    : steps.findIndex((each) => each >= step) + by;
  const next = steps[Math.max(0, at)];
  if (steps.length === 0 || step === Infinity && by > 0) return;
  if (next === undefined || next === steps.at(-1)) change({ steps: [] });
  else pin(next);
}
