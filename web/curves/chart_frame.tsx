/** What surrounds a chart over steps: its title, and a menu to take it along. */
import type { ComponentChildren } from "preact";
import { chartCsv } from "../download/chart_csv.ts";
import { chartSvg } from "../download/chart_svg.ts";
import { DownloadMenu } from "../download/menu.tsx";
import { savePng, saveText } from "../download/save.ts";
import { view } from "../state/view.ts";
import { inkOf } from "./colours.ts";
import type { ChartSpec } from "./chart_spec.ts";

export interface ChartFrameProps {
  readonly spec: ChartSpec;
  /** Part of the names of files. */
  readonly subject: string;
  /** What stands beside the title. */
  readonly controls?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function ChartFrame({ spec, subject, controls, children }: ChartFrameProps) {
  const name = `${subject}-${spec.id}`;
  const svg = () => {
    const { x, zoom } = view.value;
    const ink = { text: inkOf("--ink"), quiet: inkOf("--quiet"), grid: inkOf("--grid") };
    return chartSvg(spec, { x, zoom, ink, paper: inkOf("--card") });
  };
  return (
    <figure class="card chart" id={spec.id}>
      <figcaption>
        <b>{spec.title}</b> <span class="quiet">{spec.unit}</span>
        <span class="grow" />
        {controls}
        <DownloadMenu
          command={spec.command}
          entries={[
            ["CSV", () => saveText(`${name}.csv`, "text/csv", chartCsv(spec))],
            ["SVG", () => saveText(`${name}.svg`, "image/svg+xml", svg())],
            ["PNG", () => savePng(`${name}.png`, svg())],
          ]}
        />
      </figcaption>
      {children}
    </figure>
  );
}
