/**
 * What became of a run, as one of four classes: it learned nothing, it knows its training rows by
 * heart, it grokked (the other rows came long after), or it knew both at about the same time. The
 * classes are those of Liu et al. 2022 (arXiv:2205.10343, figure 6: confusion, memorization,
 * grokking, comprehension). No package is needed for it, so that pages in a browser can ask, too.
 */
export const outcomeNames = ["noLearning", "memorised", "grokked", "generalisedAtOnce"] as const;
export type Outcome = (typeof outcomeNames)[number];

/** As legends and sentences call them. */
export const outcomeTitles: Readonly<Record<Outcome, string>> = {
  noLearning: "no learning",
  memorised: "memorised",
  grokked: "grokked",
  generalisedAtOnce: "generalised at once",
};

/** What the class of a run follows from; steps are null for never. */
export interface Reached {
  readonly memorised: number | null;
  readonly generalised: number | null;
  /** Whether it ended before its budget was spent, and could have gone on. */
  readonly stoppedEarly: boolean;
  /** The step at which it went on from a checkpoint; left out of one that starts by itself. */
  readonly start?: number;
}

/**
 * The class of a run; null where it stopped, or stands now, before that can be told, or began where
 * it cannot be told. `delay` is how many times later than memorising a run generalises that has
 * grokked, both counted from its start.
 */
export function classify(
  { memorised, generalised, stoppedEarly, start }: Reached,
  delay: number,
): Outcome | null {
  if (generalised !== null) {
    if (start !== undefined && memorised === start) return null;
    const since = start ?? 0;
    return generalised - since >= delay * Math.max((memorised ?? Infinity) - since, 1)
      ? "grokked"
      : "generalisedAtOnce";
  }
  if (stoppedEarly) return null;
  return memorised === null ? "noLearning" : "memorised";
}

/** How many times later than its training rows a run knew the others; null where it never did. */
export function delayOf(
  { train99, validation99 }: {
    readonly train99: number | null;
    readonly validation99: number | null;
  },
): number | null {
  return train99 === null || validation99 === null ? null : validation99 / Math.max(1, train99);
}
