/** What a kind of figure is: its settings, what they must fit to, and the chart it makes. */
import { z } from "zod";
import type { OutcomeSettings } from "../measures/outcome.ts";
import type { ClaimSettings } from "../schemas/claims.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import { AxisValue } from "../schemas/fields.ts";
import { FolderName } from "../schemas/folder_name.ts";
import type { Fields, Kind, SettingsOf } from "../schemas/kinds.ts";
import type { SweptValues } from "../schemas/swept_fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import type { Chart } from "./chart.ts";
import type { PanelSettings } from "./panels.ts";

/** A published number; `series` is the name of one of the figure's own. */
export const PublishedPoint = z.strictObject({
  x: AxisValue,
  y: z.union([z.number(), z.literal("never")]),
  series: z.string(),
});
export type PublishedPoint = z.infer<typeof PublishedPoint>;

/** What every figure may be given, whatever its kind. */
const common = {
  name: FolderName.meta({ description: "name of the figure's files" }),
  title: z.string().min(1).optional().meta({
    description: "shown above; the experiment's if none",
  }),
  panels: z.strictObject({
    by: z.array(z.string().min(1)).min(1).meta({
      description: "swept fields; each combination of their values has a panel",
    }),
    titles: z.array(z.string().min(1)).optional().meta({
      description: "above the panels, in the order of the sweep; the values if left out",
    }),
    columns: z.int().min(1).max(6).optional().meta({
      description: "panels beside each other; as many as make a square if left out",
    }),
  }).optional().meta({
    description: "a grid of panels with the same axes, instead of one chart of all runs",
  }),
};

/** What a figure shows beside the runs. */
export interface ChartRequest<Settings> {
  readonly figure: Settings & {
    readonly name: string;
    readonly title?: string | undefined;
    readonly panels?: PanelSettings | undefined;
  };
  /** Title of the experiment, for figures that have none of their own. */
  readonly title: string;
  /** Task and model in a few words. */
  readonly subtitle?: string | undefined;
  /** Accuracy of guessing, drawn as a line in figures of accuracy. */
  readonly chance?: number | undefined;
  readonly published: readonly PublishedPoint[];
  /** What makes an outcome, where the experiment says so. */
  readonly outcomes?: OutcomeSettings | undefined;
  /** All runs of the figure, where a panel shows some of them: colours mean the same in each. */
  readonly all?: readonly RunCurve[];
  /** How many runs of how many are shown, while an experiment is not finished. */
  readonly progress?: { readonly runs: number; readonly of: number } | undefined;
}

/** Methods, so that a list of kinds with different settings has a type. */
export interface FigureKind<F extends Fields = Fields> extends Kind<F> {
  /**
   * What is wrong with the settings beside these swept fields and columns of the history, null
   * where they are not known; paths start at the figure.
   */
  check?(
    settings: SettingsOf<F>,
    swept: SweptValues,
    columns: readonly string[] | null,
  ): Iterable<Problem>;
  /** The numbers that the claims of an experiment publish for this figure. */
  published?(settings: SettingsOf<F>, claims: readonly ClaimSettings[]): PublishedPoint[];
  /** What is drawn of these runs, of which there is at least one. */
  chart(request: ChartRequest<SettingsOf<F>>, curves: readonly RunCurve[]): Chart;
}

/** A kind of figure; name and title are added to its own fields. */
export function defineFigure<F extends Fields>(
  kind: FigureKind<F>,
): FigureKind<typeof common & F> {
  // TypeScript does not see that settings with more fields are settings of the kind.
  return { ...kind, fields: { ...common, ...kind.fields } } as never;
}
