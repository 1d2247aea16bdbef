/** What is drawn when an experiment lists no figures. */
import { writeSetting } from "../measures/wording.ts";
import type { Axes } from "../schemas/fields.ts";
import { FigureSettings } from "../schemas/figures.ts";
import { sweptValues } from "../schemas/swept_fields.ts";

/**
 * Two figures of curves; one for each measure, the name of a column of the history; and, if a
 * field is swept, two over that field: the train fraction before other numbers, and those before
 * texts.
 */
export function standardFigures(
  runs: readonly Axes[],
  measures: readonly string[] = [],
): FigureSettings[] {
  const figures: Record<string, unknown>[] = [
    { name: "accuracy-vs-steps", kind: "accuracyVsSteps" },
    { name: "loss-vs-steps", kind: "lossVsSteps" },
    ...measures.map((measure) => ({
      name: `${kebab(measure)}-vs-steps`,
      kind: "overSteps",
      metrics: [measure],
    })),
  ];
  const swept = sweptValues(runs);
  const isNumeric = (path: string) =>
    [...swept.get(path)!].every((value) => typeof value === "number");
  const x = swept.has("split.trainFraction")
    ? "split.trainFraction"
    : [...swept.keys()].find(isNumeric) ?? [...swept.keys()][0];
  if (x !== undefined) {
    const short = x === "split.trainFraction" ? "alpha" : kebab(writeSetting(x));
    figures.push(
      { name: `${short}-vs-steps`, kind: "alphaVsSteps", x },
      { name: `${short}-vs-accuracy`, kind: "alphaVsAccuracy", x },
    );
  }
  return figures.map((figure) => FigureSettings.parse(figure));
}

/** "weightDecay", "weight decay" and "rank/layers.0" as names of files. */
function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "");
}
