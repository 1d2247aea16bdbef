/** What the source says should come out, and what did. */
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

export function Claims({ claims }: { readonly claims: readonly ClaimData[] }) {
  if (claims.length === 0) return null;
  return (
    <section class="card claims" id="claims">
      <figcaption>
        <b>Claims</b> <span class="quiet">{describeClaims(claims)}</span>
      </figcaption>
      <ul>
        {claims.map(({ name, verdict, expected, measured, source }) => (
          <li key={name}>
            <Verdict verdict={verdict} />
            <div>
              <b>{name}</b> {source !== null && <span class="quiet">{source}</span>}
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
