/** What stands above every page: where one is, what is running, and how it is looked at. */
import { formatStep } from "./curves/format.ts";
import { copy, notice } from "./download/copy.ts";
import { openHelp } from "./keys.tsx";
import { connected, index, remainingOf, running } from "./state/data.ts";
import { place } from "./state/files.ts";
import { theme, toggleTheme } from "./state/theme.ts";
import { change, open, parts, selectRuns } from "./state/view.ts";

export function TopBar() {
  const [experiment, x, zoom] = [parts.experiment.value, parts.x.value, parts.zoom.value];
  const other = x === "log" ? "linear" : "log";
  return (
    <header class="top">
      {place === "report"
        ? <b class="brand">Regrok</b>
        : (
          <button type="button" class="brand" onClick={() => open("")} title="all experiments (g)">
            Regrok
          </button>
        )}
      {experiment !== "" && place !== "report" && <ExperimentChoice chosen={experiment} />}
      <Running />
      <span class="grow" />
      {place !== "report" && (
        <a
          href={`live.html${
            experiment === "" ? "" : `#experiment=${encodeURIComponent(experiment)}`
          }`}
          title="train a small network in this tab"
        >
          live
        </a>
      )}
      <span class="notice" role="status">{notice.value}</span>
      {connected.value === false && <span class="bad" role="alert">not connected</span>}
      {experiment !== "" && (
        <>
          {zoom !== null && (
            <button
              type="button"
              id="zoom-out"
              onClick={() => change({ zoom: null })}
              title="0"
            >
              zoom out
            </button>
          )}
          <button
            type="button"
            id="scale"
            onClick={() => change({ x: other, zoom: null })}
            title="steps by their logarithm, or as they are (l)"
          >
            {x} steps
          </button>
        </>
      )}
      <button
        type="button"
        onClick={() => copy(location.href, "The link is copied")}
        title="copy a link to this view"
      >
        link
      </button>
      <button type="button" id="theme" onClick={toggleTheme} title="dark or light (t)">
        {theme.value === "dark" ? "☀" : "☾"}
      </button>
      <button type="button" id="help" onClick={openHelp} title="keys (?)">?</button>
    </header>
  );
}

function ExperimentChoice({ chosen }: { readonly chosen: string }) {
  const names = (index.value?.experiments ?? []).filter(({ summary }) => summary !== null)
    .map(({ name }) => name);
  return (
    <select
      aria-label="experiment"
      value={chosen}
      onChange={({ currentTarget }) => open(currentTarget.value)}
    >
      {[...new Set([chosen, ...names])].map((name) => (
        <option key={name} value={name}>{name}</option>
      ))}
    </select>
  );
}

/** What is being trained now; a click shows it. */
function Running() {
  const runs = running.value;
  if (runs.length === 0) return null;
  return (
    <details class="menu running-menu">
      <summary class="running">● {runs.length} running</summary>
      <div>
        {runs.map((each) => (
          <button
            type="button"
            key={`${each.experiment}/${each.run}`}
            onClick={() => {
              open(each.experiment);
              selectRuns([each.run]);
            }}
          >
            <b>{each.run}</b>
            <span class="quiet">
              {each.experiment} · step {formatStep(each.step)}
              {remainingOf(each)}
            </span>
          </button>
        ))}
      </div>
    </details>
  );
}
