/** What all runs of an experiment were told. */
import type { ExperimentData } from "./protocol.ts";
import { writeValue } from "./run_table/columns.ts";

export function Settings({ experiment: { common } }: { readonly experiment: ExperimentData }) {
  const entries = Object.entries(common).filter(([, value]) => value !== null);
  if (entries.length === 0) return null;
  const sections = Map.groupBy(entries, ([path]) => path.includes(".") ? path.split(".")[0]! : "");
  return (
    <details class="card settings">
      <summary>
        <b>Settings</b> <span class="quiet">that all runs have in common</span>
      </summary>
      <dl>
        {[...sections].map(([section, list]) => (
          <div key={section}>
            <dt>{section === "" ? "results" : section}</dt>
            {list.map(([path, value]) => (
              <dd key={path} title={path}>
                <span class="quiet">{section === "" ? path : path.slice(section.length + 1)}</span>
                {" "}
                {writeValue(value)}
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </details>
  );
}
