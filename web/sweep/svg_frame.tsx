/** What surrounds a picture that is SVG on the page: its title, and a menu to take it along. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { DownloadMenu } from "../download/menu.tsx";
import { savePng, saveText } from "../download/save.ts";
import { standAlone } from "../download/stand_alone.ts";

export interface SvgFrameProps {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly subject: string;
  readonly command: string;
  readonly size: readonly [width: number, height: number];
  readonly csv: () => string;
  /** What stands between title and picture. */
  readonly controls?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function SvgFrame(props: SvgFrameProps) {
  const { id, title, unit, subject, command, size: [width, height], csv, controls, children } =
    props;
  const svg = useRef<SVGSVGElement>(null);
  const name = `${subject}-${id}`;
  return (
    <figure class="card" id={id}>
      <figcaption>
        <b>{title}</b> <span class="quiet">{unit}</span>
        <span class="grow" />
        <DownloadMenu
          command={command}
          entries={[
            ["CSV", () => saveText(`${name}.csv`, "text/csv", csv())],
            ["SVG", () => saveText(`${name}.svg`, "image/svg+xml", standAlone(svg.current!))],
            ["PNG", () => savePng(`${name}.png`, standAlone(svg.current!))],
          ]}
        />
      </figcaption>
      {controls}
      <svg ref={svg} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title} ${unit}`}>
        {children}
      </svg>
    </figure>
  );
}
