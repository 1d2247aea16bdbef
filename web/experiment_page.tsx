/** One experiment: its runs, their curves, and what the networks look like inside. */
import { MainCurves, MeasureCurves } from "./curves/run_curves.tsx";
import { Pictures } from "./pictures/pictures.tsx";
import { experiment } from "./state/data.ts";
import { StepBar } from "./step_bar.tsx";

export function ExperimentPage() {
  const found = experiment.value;
  if (found === null) return <p class="quiet">Reading the experiment …</p>;
  return (
    <main class="experiment">
      <h1>{found.title}</h1>
      <StepBar />
      <MainCurves experiment={found} />
      <Pictures experiment={found} />
      <MeasureCurves experiment={found} />
    </main>
  );
}
