/** What surrounds a chart: its title, and a menu to take it along. */
import type { ComponentChildren } from "preact";
import type { ChartSpec } from "./chart_spec.ts";

export function ChartFrame(
  { spec, children }: { readonly spec: ChartSpec; readonly children: ComponentChildren },
) {
  return (
    <figure class="card" id={spec.id}>
      <figcaption>
        <b>{spec.title}</b> <span class="quiet">{spec.unit}</span>
      </figcaption>
      {children}
    </figure>
  );
}
