/** Which checkpoints of a run have pictures where not all can. */
import type { ExperimentData, RunData } from "../web/protocol.ts";

/** At most `count` of them, evenly by their place, the first and the last among them. */
export function thinSteps(steps: readonly number[], count: number): readonly number[] {
  if (steps.length <= count) return steps;
  if (count < 2) return steps.slice(-1);
  const places = Array.from(
    { length: count },
    (_, index) => Math.round(index * (steps.length - 1) / (count - 1)),
  );
  return places.map((place) => steps[place]!);
}

/** The experiment with these checkpoints of its runs alone. */
export function withCheckpoints(
  data: ExperimentData,
  of: (run: RunData) => readonly number[],
): ExperimentData {
  return { ...data, runs: data.runs.map((run) => ({ ...run, checkpoints: of(run) })) };
}
