/** What to look for in a picture, beside it. */

export interface GuideText {
  /** What the picture shows. */
  readonly shows: string;
  readonly before: string;
  readonly jump: string;
  readonly after: string;
  /** What it means when it looks otherwise. */
  readonly otherwise: string;
}

const PARTS = [
  ["before", "before the jump"],
  ["jump", "at the jump"],
  ["after", "after it"],
  ["otherwise", "if it looks otherwise"],
] as const;

export function Guide({ text }: { readonly text: GuideText }) {
  return (
    <details class="guide">
      <summary>what to look for</summary>
      <p>{text.shows}</p>
      <dl>
        {PARTS.map(([part, title]) => (
          <div key={part}>
            <dt>{title}</dt>
            <dd>{text[part]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
