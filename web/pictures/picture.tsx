/** What all pictures have in common: the frame, what to say without one, numbers, and the guide. */
import type { ComponentChildren } from "preact";
import type { Frame } from "../../pictures/frame.ts";
import { Guide, type GuideText } from "./guide.tsx";
import type { PanelProps } from "./panel.ts";
import { useFrame } from "./use_frame.ts";

export interface PictureProps extends PanelProps {
  readonly guide: GuideText;
  /** Facts of the frame without which there is nothing to see. */
  readonly needs: readonly (keyof Frame["facts"])[];
  readonly children: (frame: Frame) => ComponentChildren;
}

export function PictureOf({ guide, needs, children, ...props }: PictureProps) {
  const { frame, problem } = useFrame(props);
  return (
    <>
      <div class="picture-body">{content(frame, problem, needs, children)}</div>
      <Guide text={guide} />
    </>
  );
}

function content(
  frame: Frame | null,
  problem: string | null,
  needs: PictureProps["needs"],
  children: PictureProps["children"],
): ComponentChildren {
  if (problem !== null) return <p class="bad">{problem}</p>;
  if (frame === null) return <p class="quiet">…</p>;
  if (needs.some((part) => frame.facts[part] === null)) {
    return <p class="quiet">{reasonWithout(frame, needs)}</p>;
  }
  return children(frame);
}

/** Why a frame lacks what a picture needs. */
function reasonWithout({ facts }: Frame, needs: PictureProps["needs"]): string {
  if (facts.modulus === null) {
    return "Not drawn: the rows of this task are no pairs of residues, or too many.";
  }
  if (needs.includes("spectrum") || needs.includes("embedding")) {
    return "Not drawn: this network has no weights that stand for single numbers, or they are not " +
      "finite.";
  }
  return "Not drawn: nothing in this network varies at this step, or its numbers are not finite.";
}

/** The numbers beside a picture. */
export function Facts({ list }: { readonly list: readonly (readonly [string, string])[] }) {
  return (
    <dl class="facts">
      {list.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
