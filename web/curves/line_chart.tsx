/** A chart over steps: drawn by uPlot when its data change, followed by markers when only time moves. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { effect } from "@preact/signals";
import uPlot from "uplot";
import { change, hovered, ownSteps, parts, pin, stepOf, view } from "../state/view.ts";
import { theme } from "../state/theme.ts";
import { ChartFrame } from "./chart_frame.tsx";
import type { ChartSpec, Line } from "./chart_spec.ts";
import { formatNumber, formatPercent, shortStep } from "./format.ts";
import { Legend } from "./legend.tsx";
import { drawMarks, drawPhases } from "./backdrop.ts";
import { inkOf, runColour } from "./colours.ts";
import { powerTicks, roundTicks } from "./ticks.ts";

export interface LineChartProps {
  readonly spec: ChartSpec;
  /** What it is about, for names of files. */
  readonly subject: string;
  readonly height?: number;
  /** What stands beside the title. */
  readonly controls?: ComponentChildren;
}

const HEIGHT = 196;

export function LineChart({ spec, subject, height = HEIGHT, controls }: LineChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<Shown | null>(null);
  const form = formOf(spec);
  const x = parts.x.value;
  const colours = theme.value; // colours of the canvas are of the theme
  useEffect(() => {
    const own = new Shown(place.current!, spec, height);
    shown.current = own;
    return () => {
      own.close();
      shown.current = null;
    };
  }, [form, x, colours, height]);
  useEffect(() => shown.current?.update(spec), [spec]);
  return (
    <ChartFrame spec={spec} subject={subject} controls={controls}>
      <div class="chart-body">
        <div class="plot" ref={place} />
        <Legend spec={spec} />
      </div>
    </ChartFrame>
  );
}

/** Charts of one form differ in their numbers alone, and keep what they are drawn on. */
function formOf({ id, lines, y }: ChartSpec): string {
  return JSON.stringify([
    id,
    y,
    lines.map(({ label, colour, dashed, width, band }) => [label, colour, dashed, width, !!band]),
  ]);
}

/** What stands on the page: the plot, the lines of the moments, and what keeps them in place. */
class Shown {
  #spec: ChartSpec;
  readonly #plot: uPlot;
  readonly #markers = new Map<number, HTMLDivElement>();
  readonly #ends: (() => void)[] = [];

  constructor(place: HTMLDivElement, spec: ChartSpec, height: number) {
    this.#spec = spec;
    const options = optionsOf(spec, place.clientWidth, height, () => this.#spec);
    this.#plot = new uPlot(options, tableOf(spec), place);
    const observer = new ResizeObserver(() => {
      const width = place.clientWidth;
      if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height });
      this.#place();
    });
    observer.observe(place);
    this.#ends.push(() => observer.disconnect(), this.#listen(), effect(() => this.#place()));
    let zoom = view.peek().zoom;
    this.#ends.push(effect(() => {
      const next = parts.zoom.value;
      if (next?.join() === zoom?.join()) return;
      zoom = next;
      this.#plot.setData(this.#plot.data);
      this.#place();
    }));
  }

  update(spec: ChartSpec): void {
    if (spec === this.#spec) return;
    this.#spec = spec;
    this.#plot.setData(tableOf(spec) as uPlot.AlignedData);
    this.#place();
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#plot.destroy();
  }

  /** Moves the lines of the moments; nothing is drawn. */
  #place(): void {
    const places = new Set(this.#spec.lines.map(({ place = 0 }) => place));
    for (const place of places) {
      const step = stepOf(place) ?? lastStep(this.#spec, place);
      let marker = this.#markers.get(place);
      if (marker === undefined) {
        marker = document.createElement("div");
        marker.className = "moment";
        this.#plot.over.append(marker);
        this.#markers.set(place, marker);
      }
      const at = step === null ? -1 : this.#plot.valToPos(step, "x");
      marker.hidden = !(at >= 0 && at <= this.#plot.over.clientWidth);
      marker.style.transform = `translateX(${Math.round(at)}px)`;
      marker.style.background = places.size > 1 && ownSteps.value ? runColour(place) : "";
      marker.dataset.step = String(step ?? "");
    }
    for (const [place, marker] of this.#markers) {
      if (!places.has(place)) marker.remove(), this.#markers.delete(place);
    }
  }

  /** Moving goes through time, a click stays there, dragging zooms, a double click zooms out. */
  #listen(): () => void {
    const { over } = this.#plot;
    const stepAt = (event: PointerEvent) => {
      const left = event.clientX - over.getBoundingClientRect().left;
      return nearestStep(this.#spec, this.#plot.posToVal(left, "x"));
    };
    let pressed: number | null = null;
    const listeners: Partial<Record<string, (event: PointerEvent) => void>> = {
      pointermove: (event) => {
        const step = stepAt(event);
        if (step !== null) hovered.value = step;
      },
      pointerleave: () => hovered.value = null,
      pointerdown: (event) => pressed = event.clientX,
      pointerup: (event) => {
        const step = stepAt(event);
        if (pressed !== null && Math.abs(event.clientX - pressed) < 4 && step !== null) pin(step);
        pressed = null;
      },
    };
    for (const [name, listener] of Object.entries(listeners)) {
      over.addEventListener(name, listener as EventListener);
    }
    const zoomOut = () => change({ zoom: null });
    over.addEventListener("dblclick", zoomOut);
    return () => hovered.value = null;
  }
}

function lastStep({ lines }: ChartSpec, place: number): number | null {
  const own = lines.filter((line) => line.behind !== true && (line.place ?? 0) === place);
  const ends = own.flatMap(({ steps }) => steps.at(-1) ?? []);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** The step of any line that is nearest to one, as the axis sees it. */
function nearestStep({ lines }: ChartSpec, wanted: number): number | null {
  const scale = view.peek().x === "log" ? Math.asinh : (step: number) => step;
  let best: number | null = null;
  for (const { steps } of lines) {
    for (const step of steps) {
      if (
        best === null ||
        Math.abs(scale(step) - scale(wanted)) < Math.abs(scale(best) - scale(wanted))
      ) best = step;
    }
  }
  return best;
}

/** All lines over the steps of any of them; undefined where one has no point. */
function tableOf({ lines, y }: ChartSpec): uPlot.AlignedData {
  const clean = (values: readonly (number | null)[]) =>
    y === "log" ? values.map((value) => value !== null && value > 0 ? value : null) : [...values];
  const tables = lines.map(({ steps, values, band }): uPlot.AlignedData =>
    [
      [...steps],
      clean(values),
      ...band === undefined ? [] : [clean(band.low), clean(band.high)],
    ] as uPlot.AlignedData
  );
  return tables.length === 0 ? [[]] : uPlot.join(tables);
}

function optionsOf(
  { lines, y }: ChartSpec,
  width: number,
  height: number,
  spec: () => ChartSpec,
): uPlot.Options {
  const axis = {
    stroke: inkOf("--quiet"),
    grid: { stroke: inkOf("--grid"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const line of lines) {
    series.push(seriesOf(line));
    if (line.band === undefined) continue;
    const edge = { stroke: "transparent", width: 0, points: { show: false }, spanGaps: true };
    series.push(edge, edge);
    bands.push({
      series: [series.length - 1, series.length - 2],
      fill: `color-mix(in srgb, ${line.colour} 18%, transparent)`,
    });
  }
  return {
    width: Math.max(width, 50),
    height,
    series,
    bands,
    legend: { show: false },
    padding: [8, 14, 0, 0],
    cursor: {
      x: false,
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
    },
    scales: {
      x: {
        time: false,
        ...view.peek().x === "log" ? { distr: 4 as const, asinh: 1 } : {},
        range: (_, min, max) => {
          const zoom = view.peek().zoom;
          if (zoom !== null) return [...zoom];
          return [min ?? 0, Math.max(max ?? 1, spec().until ?? 0)];
        },
      },
      y: y === "log" ? { distr: 3 } : y === "percent" ? { range: [-0.02, 1.02] } : {},
    },
    axes: [
      {
        ...axis,
        size: 26,
        splits: (plot, _, low, high) =>
          view.peek().x === "log" ? powerTicks(low, high) : roundTicks(low, high, plot.width / 90),
        filter: (_, splits) => splits,
        values: (_, steps) => steps.map(shortStep),
      },
      {
        ...axis,
        size: 46,
        splits: (_plot, _axis, low, high) =>
          y === "log" ? powerTicks(low, high) : roundTicks(low, high, height / 45),
        filter: (_, splits) => splits,
        values: (_, values) =>
          values.map((value) =>
            value === null
              ? ""
              : y === "percent"
              ? formatPercent(value).replace(".0", "")
              : formatNumber(value)
          ),
      },
    ],
    hooks: {
      drawClear: [(plot) => drawPhases(plot, spec())],
      drawAxes: [(plot) => drawMarks(plot, spec())],
      setSelect: [(plot) => {
        if (plot.select.width < 5) return;
        const zoom = [
          plot.posToVal(plot.select.left, "x"),
          plot.posToVal(plot.select.left + plot.select.width, "x"),
        ] as const;
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        change({ zoom });
      }],
    },
  };
}

function seriesOf({ colour, dashed, width = 1.5 }: Line): uPlot.Series {
  return {
    stroke: colour,
    width,
    ...dashed ? { dash: [5, 4] } : {},
    spanGaps: true,
    points: { show: ({ data }) => data[0].length < 3, size: 5, fill: colour },
  };
}
