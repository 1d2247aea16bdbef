/** What there is: every experiment with its runs, and how its claims fared. */
import { outcomeNames, outcomeTitles } from "../measures/outcome_class.ts";
import { describeClaims, NumberCells, NumberHeads, Verdict } from "./claims.tsx";
import { index, running } from "./state/data.ts";
import { place } from "./state/files.ts";
import { open } from "./state/view.ts";
import type { IndexEntry } from "./protocol.ts";
import { Verdicts } from "./verdicts.tsx";

type Summary = NonNullable<IndexEntry["summary"]>;

/** Of an experiment that has just begun. */
const NOTHING: Summary = { states: {}, outcomes: {}, claims: [] };

export function Home() {
  const found = index.value;
  if (found === null) return <p class="waiting quiet">Reading the experiments …</p>;
  const now = new Set(running.value.map(({ experiment }) => experiment));
  const begun = found.experiments.filter(({ name, summary }) =>
    now.has(name) || summary !== null && countBegun(summary) > 0
  );
  const rest = found.experiments.filter((each) => !begun.includes(each));
  return (
    <main class="home">
      {begun.length > 0 && <h1>What was run</h1>}
      <div class="experiments">
        {begun.map((each) => (
          <Card
            key={each.name}
            entry={each}
            summary={each.summary ?? NOTHING}
          />
        ))}
      </div>
      {found.incomplete && <p class="quiet">Looking for more that was run …</p>}
      {begun.length === 0 && !found.incomplete && (
        <p class="not-run">
          Nothing was run yet. <code>./regrok run configs/quickstart.yaml</code>{" "}
          takes two minutes, and can be watched here.
        </p>
      )}
      <Verdicts experiments={begun} />
      {rest.length > 0 && !found.incomplete && (
        <>
          <h2>Not run yet</h2>
          <ul class="rest">
            {rest.map(({ name, title, source, problem }) => (
              <li key={name}>
                <button
                  type="button"
                  class="link"
                  disabled={problem !== null}
                  onClick={() => open(name)}
                >
                  {name}
                </button>
                <span>{title}</span>
                <span class="quiet">{problem ?? source}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {place === "site" && (
        <footer class="quiet">
          <a href="environment.json">environment</a> · <a href="CITATION.cff">how to cite</a> ·{" "}
          <a href="ro-crate-metadata.json">what was done, as an RO-Crate</a>
        </footer>
      )}
    </main>
  );
}

function countBegun({ states }: Summary): number {
  return countAll(states) - (states["to do"] ?? 0);
}

function countAll(states: Summary["states"]): number {
  return Object.values(states).reduce((sum, count) => sum + count, 0);
}

function Card({ entry, summary }: { readonly entry: IndexEntry; readonly summary: Summary }) {
  const { name, title, source } = entry;
  const { states, outcomes, claims } = summary;
  const all = countAll(states);
  const ended = all - (states["to do"] ?? 0) - (states["in part"] ?? 0) - (states.damaged ?? 0);
  const now = running.value.filter(({ experiment }) => experiment === name).length;
  return (
    <article class="card experiment-card">
      <h2>
        <button type="button" class="link" onClick={() => open(name)}>{title}</button>
      </h2>
      <p class="quiet">
        {name}
        {source !== null && ` · ${source}`}
      </p>
      <OutcomeBar outcomes={outcomes} all={all} />
      <p>
        {all === 0 ? "" : ended === all ? countRuns(all) : `${ended} of ${countRuns(all)} done`}
        {(states.diverged ?? 0) > 0 && <span class="bad">, {states.diverged} diverged</span>}
        {(states.damaged ?? 0) > 0 && <span class="bad">, {states.damaged} damaged</span>}
        {now > 0 && <span class="running">● {now} running</span>}
      </p>
      {place === "site" && (
        <p>
          <a href={`reports/${encodeURIComponent(name)}.html`}>report</a>
        </p>
      )}
      {claims.length > 0 && (
        <details>
          <summary>
            {claims.map((claim) => <Verdict key={claim.name} verdict={claim.verdict} />)}{" "}
            {describeClaims(claims)}
          </summary>
          <table>
            <thead>
              <tr>
                <th />
                <th>expected</th>
                <th>measured</th>
                <NumberHeads />
              </tr>
            </thead>
            <tbody>
              {claims.map((claim) => (
                <tr key={claim.name}>
                  <th scope="row">
                    <Verdict verdict={claim.verdict} /> {claim.name}
                  </th>
                  <td>{claim.expected}</td>
                  <td>{claim.measured}</td>
                  <NumberCells numbers={claim.numbers} />
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </article>
  );
}

function countRuns(count: number): string {
  return `${count} ${count === 1 ? "run" : "runs"}`;
}

function OutcomeBar(
  { outcomes, all }: { readonly outcomes: Summary["outcomes"]; readonly all: number },
) {
  return (
    <div class="outcome-bar">
      {outcomeNames.map((name) => {
        const count = outcomes[name] ?? 0;
        return count > 0 && (
          <i
            key={name}
            class={`outcome ${name}`}
            style={{ flexGrow: count }}
            title={`${count} of ${all} ${outcomeTitles[name]}`}
          />
        );
      })}
      <i style={{ flexGrow: all - Object.values(outcomes).reduce((sum, each) => sum + each, 0) }} />
    </div>
  );
}
