/** Where panels, titles and legend of a figure stand, and the drawing of all but the panels. */
import type { Chart } from "./chart.ts";
import { AXIS_TITLE, type Frame, LINE, type Measure, SUBTITLE, TITLE } from "./chartjs.ts";
import { drawLegend, legendWidth } from "./draw_legend.ts";
import { type Context, write } from "./marker.ts";
import { ink } from "./style.ts";
import { wrap } from "./wrap.ts";

const PANEL = { width: 268, height: 216 } as const;
const MARGIN = 12;
const MOST_COLUMNS = 4;
const GAP = 10; // between titles and panels
const AXIS_ROOM = 22; // beside the panels, for the title of an axis
const AXIS_LINE = 15; // more for a second line of it

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly chart: Chart;
  readonly title: readonly string[];
  readonly subtitle: readonly string[];
  /** The title of the vertical axis, beside each row of panels. */
  readonly yTitle: readonly string[];
  /** Edges of the grid of panels. */
  readonly grid: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  readonly panels: readonly {
    readonly chart: Chart;
    readonly x: number;
    readonly y: number;
    readonly frame: Frame;
  }[];
}

export function layOut(chart: Chart, measure: Measure): Layout {
  const { panels = [] } = chart;
  const count = panels.length;
  const square = Math.min(MOST_COLUMNS, Math.ceil(Math.sqrt(count)));
  const columns = Math.max(1, Math.min(count, chart.panelColumns ?? square));
  const { bar, entries } = chart.legend;
  const hasLegend = bar !== null || entries.length > 0;
  const yTitle = wrap(chart.y.title, {
    ...AXIS_TITLE,
    fits: (line) => measure(line, AXIS_TITLE.size, AXIS_TITLE.weight) <= PANEL.height - GAP,
  });
  const left = MARGIN + AXIS_ROOM + Math.max(0, yTitle.length - 1) * AXIS_LINE;
  const right = left + columns * PANEL.width;
  const width = Math.ceil(right + (hasLegend ? legendWidth(chart) : 0) + MARGIN);
  const lines = (text: string, look: typeof TITLE | typeof SUBTITLE) =>
    wrap(text, {
      ...look,
      fits: (line) => measure(line, look.size, look.weight) <= width - 2 * MARGIN,
    });
  const title = lines(chart.title, TITLE);
  const subtitle = chart.subtitle.flatMap((text) => lines(text, SUBTITLE));
  const top = MARGIN + title.length * LINE.title + subtitle.length * LINE.subtitle + GAP;
  const bottom = top + Math.ceil(count / columns) * PANEL.height;
  return {
    width,
    height: bottom + AXIS_ROOM + MARGIN,
    chart,
    title,
    subtitle,
    yTitle,
    grid: { left, top, right, bottom },
    panels: panels.map(({ label, chart }, index) => ({
      chart: { ...chart, title: label, subtitle: [] },
      x: left + (index % columns) * PANEL.width,
      y: top + Math.floor(index / columns) * PANEL.height,
      frame: { ...PANEL, isPanel: true },
    })),
  };
}

/** Paper, title, subtitle, titles of the axes, and the legend. */
export function drawSurroundings(context: Context, layout: Layout): void {
  const { width, height, chart, grid } = layout;
  context.fillStyle = ink.paper;
  context.fillRect(0, 0, width, height);
  let y = MARGIN + LINE.title / 2;
  for (const text of layout.title) {
    write(context, { text, x: MARGIN, y }, { colour: ink.text, ...TITLE });
    y += LINE.title;
  }
  for (const text of layout.subtitle) {
    write(context, { text, x: MARGIN, y }, { colour: ink.quiet, ...SUBTITLE });
    y += LINE.subtitle;
  }
  const look = { colour: ink.text, align: "center", size: AXIS_TITLE.size } as const;
  const centre = (grid.left + grid.right) / 2;
  write(context, { text: chart.x.title, x: centre, y: grid.bottom + AXIS_ROOM / 2 }, look);
  for (let top = grid.top; top < grid.bottom; top += PANEL.height) {
    for (const [index, text] of layout.yTitle.entries()) {
      context.save();
      context.translate(MARGIN + AXIS_ROOM / 2 + index * AXIS_LINE, top + PANEL.height / 2);
      context.rotate(-Math.PI / 2);
      write(context, { text, x: 0, y: 0 }, look);
      context.restore();
    }
  }
  drawLegend(context, chart, { right: grid.right, top: grid.top, height });
}
