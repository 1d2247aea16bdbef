/** The page that trains: what can be chosen, and what comes of it while one looks. */
import { effect } from "@preact/signals";
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./style/base.css";
import "./style/pictures.css";
import "./style/charts.css";
import "./style/live.css";
import { copy, notice } from "./download/copy.ts";
import { hashOfWish, type Wish, wishOf } from "./live/address.ts";
import { Controls } from "./live/controls.tsx";
import { LiveCurves } from "./live/curves.tsx";
import { LiveOutcome } from "./live/outcome.tsx";
import { LivePictures, movePictures } from "./live/pictures.tsx";
import {
  begin,
  choices,
  experiment,
  failure,
  follow,
  go,
  pause,
  reset,
  run,
  stepOnce,
} from "./live/session.ts";
import { followStoredRun } from "./live/stored_run.ts";
import { followTheme, theme, toggleTheme } from "./state/theme.ts";
import { change, view } from "./state/view.ts";

function Page() {
  const { x, zoom } = view.value;
  return (
    <>
      <header class="top">
        <a class="brand" href="./">Regrok</a>
        <span class="here">live</span>
        <span class="grow" />
        <span class="notice" role="status">{notice.value}</span>
        {zoom !== null && (
          <button
            type="button"
            id="zoom-out"
            onClick={() => change({ zoom: null })}
          >
            zoom out
          </button>
        )}
        <button type="button" id="scale" onClick={toggleScale} title="how steps are spaced (l)">
          {x} steps
        </button>
        <button type="button" onClick={() => copy(linkToShare(), "The link is copied")}>
          link
        </button>
        <button type="button" id="theme" onClick={toggleTheme} title="dark or light (t)">
          {theme.value === "dark" ? "☀" : "☾"}
        </button>
      </header>
      {failure.value !== null && <p class="failure" role="alert">{failure.value}</p>}
      <main class="live">
        <div class="heading">
          <h1>Grokking in this tab</h1>
          <p class="quiet">
            A network learns a part of a table by heart, and long after it understands the rest.
            This tab trains it, with the program that <code>./regrok run</code>{" "}
            trains{experiment.value !== null && <>: {experiment.value.title}</>}.
          </p>
        </div>
        <aside>
          <Controls />
        </aside>
        <div class="shown" id="shown">
          <LiveOutcome />
          <LiveCurves />
          <LivePictures />
        </div>
      </main>
    </>
  );
}

function toggleScale(): void {
  change({ x: view.value.x === "log" ? "linear" : "log", zoom: null });
}

/** What the page shows now, as an address says it. */
function wishNow(): Wish {
  const { x, zoom, steps } = view.value;
  return {
    experiment: experiment.value?.name ?? "",
    choices: choices.value ?? {},
    autostart: false,
    look: { x, zoom, steps },
  };
}

function linkToShare(): string {
  return `${location.origin}${location.pathname}${hashOfWish(wishNow())}`;
}

const keys: Readonly<Record<string, () => void>> = {
  " ": () => run.value?.state === "training" ? pause() : go(),
  ".": stepOnce,
  r: reset,
  l: toggleScale,
  t: toggleTheme,
  "0": () => change({ zoom: null }),
  ArrowLeft: () => movePictures(-1),
  ArrowRight: () => movePictures(1),
  End: () => change({ steps: [] }),
};

addEventListener("keydown", (event) => {
  const { key, target } = event;
  const act = keys[key];
  if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target instanceof HTMLElement && target.closest("input, select")) return;
  if (key === " " && target instanceof HTMLElement && target.closest("button, a, summary")) return;
  event.preventDefault();
  act();
});

/** Longer than browsers allow changes of an address to be apart. */
const PAUSE_MS = 150;
let timer: number | undefined;

followTheme();
followStoredRun();
const wish = wishOf(location.hash);
change(wish.look);
begin(wish);
addEventListener("hashchange", () => {
  const next = wishOf(location.hash);
  change(next.look);
  follow(next);
});
effect(() => {
  const hash = hashOfWish(wishNow());
  if (experiment.value === null) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
  }, PAUSE_MS) as unknown as number;
});
render(<Page />, document.getElementById("page")!);
