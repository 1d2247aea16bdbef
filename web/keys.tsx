/** The keys of the page, and the dialog that lists them. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { AMOUNTS } from "./curves/smooth.ts";
import { tableOrder } from "./run_table/run_table.tsx";
import { active, drawn, drawnRuns, moveBy, stopsOf } from "./state/drawn.ts";
import { activeRun, change, open, pin, selectRuns, view } from "./state/view.ts";
import { toggleTheme } from "./state/theme.ts";
import { togglePlay } from "./step_bar.tsx";

/** Stops that Shift and an arrow pass. */
const FAR = 10;

const helpIsOpen = signal(false);

interface Key {
  readonly keys: readonly string[];
  readonly what: string;
  act(event: KeyboardEvent): void;
}

const stops = () => active.value === null ? [] : stopsOf(active.value);

const list: readonly Key[] = [
  { keys: ["Space"], what: "play, or stop", act: togglePlay },
  {
    keys: ["←", "→"],
    what: `one checkpoint back or on (an evaluation where there are none); with Shift ${FAR}`,
    act: ({ key, shiftKey }) => {
      moveBy((key === "ArrowLeft" ? -1 : 1) * (shiftKey ? FAR : 1));
    },
  },
  { keys: ["Home"], what: "the first checkpoint", act: () => pin(stops()[0] ?? 0) },
  { keys: ["End"], what: "the end", act: () => change({ steps: [] }) },
  {
    keys: ["j", "k"],
    what: "the next or previous run; with Shift beside those that are drawn",
    act: ({ key, shiftKey }) => nextRun(key.toLowerCase() === "j" ? 1 : -1, shiftKey),
  },
  {
    keys: ["Tab"],
    what: "the next of the runs that are beside each other is the one that keys move",
    act: () => activeRun.value = (activeRun.value + 1) % Math.max(1, drawn.value.length),
  },
  {
    keys: ["l"],
    what: "steps by their logarithm, or as they are",
    act: () => change({ x: view.value.x === "log" ? "linear" : "log", zoom: null }),
  },
  {
    keys: ["s"],
    what: "curves raw, or smoothed more and more",
    act: () => {
      const next = AMOUNTS.find((each) => each > view.value.smooth) ?? AMOUNTS[0];
      change({ smooth: next });
    },
  },
  { keys: ["0"], what: "zoom out", act: () => change({ zoom: null }) },
  {
    keys: ["/"],
    what: "conditions of the table",
    act: () => document.getElementById("where")?.focus(),
  },
  { keys: ["t"], what: "dark or light", act: toggleTheme },
  { keys: ["g"], what: "the list of experiments", act: () => open("") },
  { keys: ["?"], what: "this list", act: () => helpIsOpen.value = !helpIsOpen.value },
];

const names: Readonly<Record<string, string>> = { " ": "Space", ArrowLeft: "←", ArrowRight: "→" };

/** Keys that something else on the page needs itself: what is typed, what is pressed, what scrolls. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.id === "step") return false; // the keys of the page are those of its slider
  if (target.closest("dialog, input[type=search], input[type=number], select")) return true;
  if (target.closest("input[type=range]")) return key !== " " && !/^[a-z/?]$/i.test(key);
  return key === " " && target.closest("button, summary, a, input") !== null;
}

/** Tab stays the browser's but where it chooses between runs, each at its own step. */
function isMeant({ keys: [key] }: Key): boolean {
  return key !== "Tab" || view.value.steps.length > 1 && document.activeElement === document.body;
}

export function followKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
    const name = names[event.key] ?? event.key;
    const found = list.find(({ keys }) => keys.includes(name) || keys.includes(name.toLowerCase()));
    if (found === undefined || !isMeant(found)) return;
    event.preventDefault();
    found.act(event);
  });
}

function nextRun(by: number, beside: boolean): void {
  const order = tableOrder.value;
  const last = drawnRuns.value.at(-1);
  const at = order.findIndex(({ id }) => id === last?.id);
  const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
  if (next === undefined) return;
  const others = beside ? drawnRuns.value.map(({ id }) => id) : [];
  selectRuns([...new Set([...others, next.id])]);
  requestAnimationFrame(() =>
    document.querySelector(`tr[data-run="${CSS.escape(next.id)}"]`)?.scrollIntoView({
      block: "nearest",
    })
  );
}

export function openHelp(): void {
  helpIsOpen.value = true;
}

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (helpIsOpen.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [helpIsOpen.value]);
  return (
    <dialog
      ref={dialog}
      aria-label="keys"
      onClose={() => helpIsOpen.value = false}
      onClick={({ target }) => {
        if (target === dialog.current) helpIsOpen.value = false;
      }}
    >
      <h2>Keys</h2>
      <dl>
        {list.map(({ keys, what }) => (
          <div key={what}>
            <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">
        On a curve: move to go through time, click to stay there, drag to zoom, double click to zoom
        out. In the table: click a run to draw it, with Ctrl or Shift beside the others.
      </p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
