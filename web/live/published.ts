/** Published steps of the experiment's claims that are about what is chosen on the page. */
import { choicePaths, type Choices } from "../../live/choices.ts";
import type { Mark } from "../curves/chart_spec.ts";
import type { ClaimData, Value } from "../protocol.ts";

export interface PublishedSteps {
  /** `train` or `validation`. */
  readonly set: "train" | "validation";
  readonly step: number;
}

/** The accuracy at which the page counts steps. */
const SHOWN = 0.99;

/**
 * Those of accuracies, where what is chosen is what they are of: `settings` are the experiment's
 * own, by path.
 */
export function publishedFor(
  claims: readonly ClaimData[],
  chosen: Choices,
  settings: Readonly<Record<string, Value>>,
): PublishedSteps[] {
  const values = new Map(Object.entries(settings));
  const changed = new Set<string>();
  for (const [choice, path] of Object.entries(choicePaths)) {
    const value = chosen[choice as keyof typeof choicePaths];
    if (values.has(path) && values.get(path) !== value) changed.add(path);
    values.set(path, value);
  }
  return claims.flatMap(({ numbers }): PublishedSteps[] => {
    if (numbers === null) return [];
    const { metric, threshold, published: step, where } = numbers;
    const isHere = threshold === SHOWN && [...changed].every((path) => path in where) &&
      Object.entries(where).every(([path, value]) => values.get(path) === value);
    if (!isHere) return [];
    if (metric === "trainAccuracy") return [{ set: "train", step }];
    return metric === "validationAccuracy" ? [{ set: "validation", step }] : [];
  });
}

/** As marks on the axis of steps, in the colours of their sets. */
export function marksOf(
  published: readonly PublishedSteps[],
  colours: Readonly<Record<PublishedSteps["set"], string>>,
): Mark[] {
  return published.map(({ set, step }) => ({ step, label: "published", colour: colours[set] }));
}
