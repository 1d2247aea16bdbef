/** What there is: every experiment with its runs, and how its claims fared. */
import { index, running } from "./state/data.ts";
import { open } from "./state/view.ts";
import type { IndexEntry } from "./protocol.ts";

export function Home() {
  const found = index.value;
  if (found === null) return <p class="quiet">Reading the experiments …</p>;
  const begun = found.experiments.filter(({ summary }) => hasRuns(summary));
  const rest = found.experiments.filter((each) => !begun.includes(each));
  return (
    <main class="home">
      <h1>Experiments</h1>
      {found.incomplete && <p class="quiet">Looking at what was run …</p>}
      <ul class="experiments">{begun.map((each) => <Entry key={each.name} entry={each} />)}</ul>
      {rest.length > 0 && <h2>Not run yet</h2>}
      <ul class="experiments">{rest.map((each) => <Entry key={each.name} entry={each} />)}</ul>
    </main>
  );
}

function hasRuns(summary: IndexEntry["summary"]): boolean {
  return summary !== null &&
    Object.entries(summary.states).some(([state, count]) => state !== "to do" && count > 0);
}

function Entry({ entry: { name, title } }: { readonly entry: IndexEntry }) {
  const now = running.value.filter(({ experiment }) => experiment === name).length;
  return (
    <li>
      <button type="button" class="link" onClick={() => open(name)}>{name}</button> {title}{" "}
      {now > 0 && <span class="chip running">{now} running</span>}
    </li>
  );
}
