/** The one view of the page, kept in its address, and the moment that everything shows. */
import { computed, effect, signal } from "@preact/signals";
import { onlyExperiment } from "./files.ts";
import { hashOf, plainView, type View, viewOf } from "./hash.ts";

export const view = signal<View>(plainView);

/** Parts of the view, for what is drawn anew only when that part is another one. */
export const parts = {
  experiment: computed(() => view.value.experiment),
  runs: computed(() => view.value.runs),
  x: computed(() => view.value.x),
  smooth: computed(() => view.value.smooth),
  zoom: computed(() => view.value.zoom),
  where: computed(() => view.value.where),
  sort: computed(() => view.value.sort),
  group: computed(() => view.value.group),
  across: computed(() => view.value.across),
  up: computed(() => view.value.up),
  facet: computed(() => view.value.facet),
  scatterX: computed(() => view.value.scatterX),
  scatterY: computed(() => view.value.scatterY),
  thresholds: computed(() => view.value.thresholds),
  pair: computed(() => view.value.pair),
} as const;

/** The step under the pointer on a curve, while it is there. */
export const hovered = signal<number | null>(null);

/** The run whose step the keys and the slider move, where each has its own. */
export const activeRun = signal(0);

/**
 * Changes the view. What leads elsewhere is a new entry for the back button; what only moves
 * something on the page takes the place of the newest.
 */
export function change(part: Partial<View>, { anew = false } = {}): void {
  view.value = { ...view.value, ...part };
  if (anew) write("push");
}

/** Opens an experiment, or the list of them, as it is shown to begin with. */
export function open(experiment: string): void {
  hovered.value = null;
  activeRun.value = 0;
  change({ ...plainView, experiment, x: view.value.x }, { anew: true });
  scrollTo(0, 0);
}

/** Chooses what is drawn; the moment stays. */
export function selectRuns(runs: readonly string[]): void {
  activeRun.value = 0;
  const { steps } = view.value;
  change({ runs, steps: steps.length > 1 ? steps.slice(0, 1) : steps }, { anew: true });
}

/** Whether each of several runs is shown at its own step. */
export const ownSteps = computed(() => view.value.steps.length > 1);

/** The pinned or hovered step of a run by its place among those drawn; null for the end. */
export function stepOf(place: number): number | null {
  const { steps } = view.value;
  if (hovered.value !== null && (steps.length <= 1 || place === activeRun.value)) {
    return hovered.value;
  }
  return (steps.length > 1 ? steps[place] : steps[0]) ?? null;
}

/** The moment that most of the page shows. */
export const moment = computed(() => stepOf(activeRun.value));

export function pin(step: number): void {
  const { steps } = view.value;
  const moved = steps.length > 1
    ? steps.map((each, place) => place === activeRun.value ? step : each)
    : [step];
  change({ steps: moved });
}

/** Longer than browsers allow changes of an address to be apart. */
const PAUSE_MS = 150;

function write(how: "push" | "replace"): void {
  const hash = hashOf(view.value);
  if (hash === location.hash) return;
  const address = `${location.pathname}${location.search}${hash}`;
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** Reads the view from the address, and keeps the two alike from then on. */
export function followAddress(): void {
  const read = () => {
    const found = viewOf(location.hash);
    view.value = onlyExperiment === null ? found : { ...found, experiment: onlyExperiment };
  };
  read();
  addEventListener("popstate", read);
  addEventListener("hashchange", read);
  let timer: number | undefined;
  effect(() => {
    void view.value;
    clearTimeout(timer);
    timer = setTimeout(() => write("replace"), PAUSE_MS) as unknown as number;
  });
}
