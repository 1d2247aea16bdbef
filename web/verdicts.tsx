/** Every claim of every experiment in one table: what was published, what came out, and the ratio. */
import { describeClaims, NumberCells, NumberHeads, Verdict } from "./claims.tsx";
import type { IndexEntry } from "./protocol.ts";
import { open } from "./state/view.ts";

export function Verdicts({ experiments }: { readonly experiments: readonly IndexEntry[] }) {
  const rows = experiments.flatMap(({ name, summary }) =>
    (summary?.claims ?? []).map((claim) => ({ experiment: name, claim }))
  );
  const judged = rows.filter(({ claim }) => claim.verdict !== null);
  if (judged.length === 0) return null;
  return (
    <section id="verdicts">
      <h2>
        Verdicts <span class="quiet">{describeClaims(judged.map(({ claim }) => claim))}</span>
      </h2>
      <div class="card wide">
        <table>
          <thead>
            <tr>
              <th scope="col">claim</th>
              <th scope="col">experiment</th>
              <NumberHeads />
            </tr>
          </thead>
          <tbody>
            {judged.map(({ experiment, claim }) => (
              <tr
                key={`${experiment} ${claim.name}`}
                title={`${claim.expected}\n${claim.measured}`}
              >
                <th scope="row">
                  <Verdict verdict={claim.verdict} /> {claim.name}
                  {claim.source !== null && <span class="quiet">{claim.source}</span>}
                </th>
                <td>
                  <button type="button" class="link" onClick={() => open(experiment)}>
                    {experiment}
                  </button>
                </td>
                <NumberCells numbers={claim.numbers} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
