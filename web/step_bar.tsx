/** The moment: a slider, play, and where in the run it is. */
import { signal } from "@preact/signals";
import { formatStep } from "./curves/format.ts";
import { active, drawn, moveBy, stopsOf } from "./state/drawn.ts";
import { activeRun, change, hovered, moment, ownSteps, pin, stepOf, view } from "./state/view.ts";

/** Frames of a checkpoint or evaluation each; a whole run takes some seconds. */
const FRAME_MS = 120;

export const playing = signal(false);
let timer: number | undefined;

export function togglePlay(): void {
  playing.value = !playing.value;
  clearInterval(timer);
  if (!playing.value) return;
  hovered.value = null;
  const stops = active.value === null ? [] : stopsOf(active.value);
  if ((moment.value ?? Infinity) >= (stops.at(-1) ?? 0)) pin(stops[0] ?? 0);
  timer = setInterval(() => {
    if (moveBy(1)) return;
    playing.value = false;
    clearInterval(timer);
  }, FRAME_MS) as unknown as number;
}

export function StepBar() {
  const run = active.value;
  if (run === null) return null;
  const stops = stopsOf(run);
  const last = run.history?.steps.at(-1) ?? run.run.step;
  const step = Math.max(0, Math.min(moment.value ?? last, last)); // an address may say anything
  const place = Math.max(0, stops.findLastIndex((each) => each <= step));
  const what = run.run.checkpoints.length > 1 ? "checkpoint" : "evaluation";
  return (
    <div class="step-bar" role="group" aria-label="moment">
      <button
        type="button"
        id="play"
        onClick={togglePlay}
        aria-label={playing.value ? "pause" : "play"}
        title="Space"
      >
        {playing.value ? "❚❚" : "▶"}
      </button>
      <input
        id="step"
        type="range"
        min="0"
        max={Math.max(0, stops.length - 1)}
        value={place}
        aria-label="step"
        aria-valuetext={`step ${formatStep(step)}`}
        onInput={({ currentTarget }) => {
          hovered.value = null;
          const wanted = stops[Number(currentTarget.value)];
          if (wanted !== undefined) pin(wanted);
        }}
      />
      <output id="moment">
        <b>step {formatStep(step)}</b>
        <span class="quiet">
          {" "}
          {stops.length === 0 ? "" : `${what} ${place + 1} of ${stops.length}`}
          {view.value.steps.length === 0 && hovered.value === null ? " · the end" : ""}
        </span>
      </output>
      {drawn.value.length > 1 && (
        <label class="quiet">
          <input
            type="checkbox"
            checked={ownSteps.value}
            onChange={() =>
              change({
                steps: ownSteps.value
                  ? view.value.steps.slice(activeRun.value, activeRun.value + 1)
                  : drawn.value.map(({ run }, place) => stepOf(place) ?? run.step),
              })}
          />{" "}
          each at its own step
        </label>
      )}
    </div>
  );
}
