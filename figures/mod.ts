/** All kinds of figures. Nothing here loads a library that draws. */
import type { ClaimSettings } from "../schemas/claims.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import type { FigureSettings } from "../schemas/figures.ts";
import type { SweptValues } from "../schemas/swept_fields.ts";
import { accuracyVsSteps } from "./accuracy_vs_steps.ts";
import { alphaVsAccuracy } from "./alpha_vs_accuracy.ts";
import { alphaVsSteps } from "./alpha_vs_steps.ts";
import type { FigureKind, PublishedPoint } from "./kind.ts";
import { lossVsSteps } from "./loss_vs_steps.ts";
import { overLayers } from "./over_layers.ts";
import { overSetting } from "./over_setting.ts";
import { outcomeMap } from "./outcome_map.ts";
import { overSteps } from "./over_steps.ts";
import { checkPanels } from "./panels.ts";
import { phaseDiagram } from "./phase_diagram.ts";
import { scatter } from "./scatter.ts";

export const figureKinds = {
  accuracyVsSteps,
  lossVsSteps,
  alphaVsSteps,
  alphaVsAccuracy,
  overSteps,
  overSetting,
  overLayers,
  phaseDiagram,
  scatter,
  outcomeMap,
};

/** The kind of these settings, which are known to be its own. */
export function kindOf({ kind }: FigureSettings): FigureKind {
  return figureKinds[kind];
}

/** What is wrong with a figure in an experiment with these swept fields and columns. */
export function checkFigure(
  figure: FigureSettings,
  swept: SweptValues,
  columns: readonly string[] | null,
): Problem[] {
  return [
    ...checkPanels(figure.panels, swept),
    ...kindOf(figure).check?.(figure, swept, columns) ?? [],
  ];
}

/**
 * The numbers that the claims of an experiment publish for this figure. A claim without a source
 * is the author's own.
 */
export function publishedPoints(
  figure: FigureSettings,
  claims: readonly ClaimSettings[],
): PublishedPoint[] {
  return kindOf(figure).published?.(figure, claims) ?? [];
}
