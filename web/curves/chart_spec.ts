/** What a chart over steps shows, whether it is drawn on the page, written as SVG or as CSV. */

export interface Line {
  readonly label: string;
  readonly colour: string;
  readonly dashed?: boolean;
  readonly width?: number;
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
  /** The values that legends tell, where those that are drawn were smoothed. */
  readonly told?: readonly (number | null)[];
  /** Lowest and highest of several runs at each step. */
  readonly band?: {
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
  };
  /** Another line stands for it in the legend. */
  readonly unlisted?: boolean;
  /** The place of its run among those drawn, whose moment it is marked at. */
  readonly place?: number;
  /** Only to compare with: no moment is its own. */
  readonly behind?: boolean;
}

/** A step worth to be seen, such as the first with 99 %. */
export interface Mark {
  readonly step: number;
  readonly label: string;
  readonly colour: string;
}

/** A part of a run's history; the last one is open. */
export interface Phase {
  readonly name: "memorising" | "plateau" | "rise" | "grokked";
  readonly from: number;
  readonly to: number;
}

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  /** What the values are, with their unit. */
  readonly unit: string;
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
  readonly phases: readonly Phase[];
  readonly y: "percent" | "log" | "linear";
  /** A step that the axis reaches to, where charts beside each other share one. */
  readonly until?: number;
  /** What on the command line makes the same. */
  readonly command: string;
}
