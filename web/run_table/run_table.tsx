/** The table of runs: conditions, order and groups; what is chosen in it is what the page draws. */
import { computed, signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { ExperimentData, RunData } from "../protocol.ts";
import { csvOf, saveText } from "../download/save.ts";
import { statusCommand } from "../download/commands.ts";
import { DownloadMenu } from "../download/menu.tsx";
import { shortName } from "../curves/format.ts";
import { drawnRuns } from "../state/drawn.ts";
import { conditionsOf, fields, groupRuns, listing } from "../state/listing.ts";
import { change, parts, selectRuns } from "../state/view.ts";
import { type Column, columnsOf, writeValue } from "./columns.ts";
import { GroupRow } from "./group_row.tsx";
import { Row } from "./row.tsx";

/** Of a row, in pixels, as the style sheet has it: what is not seen is not made. */
const ROW_HEIGHT = 26;

/** Rows above and below what is seen, so that none is missing while one scrolls. */
const SPARE = 10;

/** Orders that the command line does not know. */
const PAGE_ONLY = /delay$|bestValidation$/;

type Item =
  | { readonly kind: "run"; readonly run: RunData }
  | { readonly kind: "group"; readonly title: string; readonly runs: readonly RunData[] };

const scrolled = signal(0);
const height = signal(600);
const closed = signal<ReadonlySet<string>>(new Set());

const items = computed((): readonly Item[] => {
  const { runs } = listing.value;
  const group = parts.group.value;
  if (!fields.value.includes(group)) return runs.map((run) => ({ kind: "run", run }));
  return groupRuns(runs, group).flatMap(({ value, runs }): Item[] => {
    const title = `${shortName(group)} ${writeValue(value)}`;
    return [
      { kind: "group", title, runs },
      ...closed.value.has(title) ? [] : runs.map((run): Item => ({ kind: "run", run })),
    ];
  });
});

/** The runs in the order of the table, for keys that go through them. */
export const tableOrder = computed(() =>
  items.value.flatMap((item) => item.kind === "run" ? [item.run] : [])
);

export function RunTable({ experiment }: { readonly experiment: ExperimentData }) {
  const body = useRef<HTMLDivElement>(null);
  const columns = columnsOf(experiment);
  const all = items.value;
  const first = Math.max(0, Math.floor(scrolled.value / ROW_HEIGHT) - SPARE);
  const last = Math.min(
    all.length,
    Math.ceil((scrolled.value + height.value) / ROW_HEIGHT) + SPARE,
  );
  const chosen = new Map(drawnRuns.value.map(({ id }, place) => [id, place]));
  return (
    <section class="runs card" aria-label="runs">
      <Controls experiment={experiment} columns={columns} />
      <div
        class="rows"
        ref={(node) => {
          body.current = node;
          if (node !== null && node.clientHeight > 0) height.value = node.clientHeight;
        }}
        onScroll={({ currentTarget }) => {
          scrolled.value = currentTarget.scrollTop;
          height.value = currentTarget.clientHeight;
        }}
      >
        <table>
          <thead>
            <tr>
              <th class="swatch" />
              {columns.map((column) => <Heading key={column.name} column={column} />)}
            </tr>
          </thead>
          <tbody>
            <tr style={{ height: `${first * ROW_HEIGHT}px` }} />
            {all.slice(first, last).map((item) =>
              item.kind === "run"
                ? (
                  <Row
                    key={item.run.id}
                    experiment={experiment.name}
                    run={item.run}
                    columns={columns}
                    place={chosen.get(item.run.id) ?? null}
                    several={chosen.size > 1}
                    onChoose={(more) => choose(item.run.id, more)}
                  />
                )
                : (
                  <GroupRow
                    key={item.title}
                    title={item.title}
                    runs={item.runs}
                    columns={columns}
                    open={!closed.value.has(item.title)}
                    onToggle={() => toggle(item.title)}
                    onChoose={() => selectRuns(item.runs.map(({ id }) => id))}
                  />
                )
            )}
            <tr style={{ height: `${(all.length - last) * ROW_HEIGHT}px` }} />
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Alone, or with those that are drawn already; once more takes it away. */
function choose(id: string, more: boolean): void {
  if (!more) return selectRuns([id]);
  const ids = drawnRuns.value.map((run) => run.id);
  selectRuns(ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id]);
}

function toggle(title: string): void {
  const next = new Set(closed.value);
  if (!next.delete(title)) next.add(title);
  closed.value = next;
}

function Controls(
  { experiment, columns }: {
    readonly experiment: ExperimentData;
    readonly columns: readonly Column[];
  },
) {
  const [where, group, sort] = [parts.where.value, parts.group.value, parts.sort.value];
  const { runs, problem } = listing.value;
  const conditions = conditionsOf(where);
  return (
    <div class="controls">
      <b>
        {runs.length === experiment.runs.length ? "" : `${runs.length} of `}
        {experiment.runs.length} {experiment.runs.length === 1 ? "run" : "runs"}
      </b>
      <input
        id="where"
        type="search"
        placeholder="seed<2 & validation99=never"
        aria-label="conditions, as status --where understands them, joined by &"
        aria-invalid={problem !== null}
        value={where}
        onInput={({ currentTarget }) => change({ where: currentTarget.value })}
      />
      {fields.value.length > 0 && (
        <select
          aria-label="put together by"
          value={fields.value.includes(group) ? group : ""}
          onChange={({ currentTarget }) => change({ group: currentTarget.value }, { anew: true })}
        >
          <option value="">no groups</option>
          {fields.value.map((path) => (
            <option key={path} value={path}>by {shortName(path)}</option>
          ))}
        </select>
      )}
      <DownloadMenu
        command={statusCommand(experiment, conditions, PAGE_ONLY.test(sort) ? "" : sort)}
        entries={[["CSV", () =>
          saveText(
            `${experiment.name}-runs.csv`,
            "text/csv",
            csvOf(
              ["run", ...columns.map(({ name }) => name)],
              runs.map((run) => [run.id, ...columns.map(({ value }) => value(run))]),
            ),
          )]]}
      />
      {problem !== null && <p class="problem" role="status">{problem}</p>}
    </div>
  );
}

function Heading({ column: { name, title, hint, isText } }: { readonly column: Column }) {
  const sort = parts.sort.value;
  const direction = sort === name ? "ascending" : sort === `-${name}` ? "descending" : "none";
  const next = { none: name, ascending: `-${name}`, descending: "" }[direction];
  return (
    <th aria-sort={direction} title={hint} class={isText ? "text" : ""}>
      <button type="button" onClick={() => change({ sort: next })}>
        {title}
        {{ none: "", ascending: " ↑", descending: " ↓" }[direction]}
      </button>
    </th>
  );
}
