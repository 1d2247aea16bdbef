/** What the source says should come out, and what did. */
import { describeNumbers } from "./claim_numbers.ts";
import type { ClaimData } from "./protocol.ts";

const signs = { holds: "✓", fails: "✗", undecided: "?" } as const;

/** Such as `3 of 4 claims hold`; empty without claims. */
export function describeClaims(claims: readonly ClaimData[]): string {
  if (claims.length === 0) return "";
  if (claims.every(({ verdict }) => verdict === null)) return `${claims.length} claims, not judged`;
  const held = claims.filter(({ verdict }) => verdict === "holds").length;
  return `${held} of ${claims.length} claims hold`;
}

export function Verdict({ verdict }: Pick<ClaimData, "verdict">) {
  const title = verdict ?? "not judged yet";
  return (
    <span class={`verdict ${verdict ?? "open"}`} title={title} role="img" aria-label={title}>
      {verdict === null ? "·" : signs[verdict]}
    </span>
  );
}

/** Three cells of a table: the published number of steps, ours, and their ratio. */
export function NumberCells({ numbers }: Pick<ClaimData, "numbers">) {
  return (
    <>
      {describeNumbers(numbers).map((text, at) => <td key={at} class="number">{text}</td>)}
    </>
  );
}

/** The heads of those cells. */
export function NumberHeads() {
  return (
    <>
      <th scope="col" class="number" title="steps, as the source has them">published</th>
      <th scope="col" class="number" title="steps, the median of our runs">ours</th>
      <th scope="col" class="number" title="ours over the published ones">ratio</th>
    </>
  );
}

function Numbers({ numbers }: Pick<ClaimData, "numbers">) {
  if (numbers === null) return null;
  const [published, ours, ratio] = describeNumbers(numbers);
  return (
    <dl class="numbers">
      {[["published", published], ["ours", ours || "–"], ["ratio", ratio || "–"]].map((
        [name, text],
      ) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Claims({ claims }: { readonly claims: readonly ClaimData[] }) {
  if (claims.length === 0) return null;
  return (
    <section class="card claims" id="claims">
      <figcaption>
        <b>Claims</b> <span class="quiet">{describeClaims(claims)}</span>
      </figcaption>
      <ul>
        {claims.map(({ name, verdict, expected, measured, source, numbers }) => (
          <li key={name}>
            <Verdict verdict={verdict} />
            <div>
              <b>{name}</b> {source !== null && <span class="quiet">{source}</span>}
              <Numbers numbers={numbers} />
              {verdict !== null && (
                <dl>
                  <dt>expected</dt>
                  <dd>{expected}</dd>
                  <dt>measured</dt>
                  <dd>{measured}</dd>
                </dl>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
