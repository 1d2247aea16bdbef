/**
 * Fair timing of several that are compared: they take turns, and what is told of two is the median
 * of the ratios of neighbours, since whatever else the machine does slows both.
 */
import { setTimeout as delay } from "node:timers/promises";

/** Does something now and tells how long it took; of training, most often milliseconds a step. */
export type Turn = () => Promise<number>;

/** Rounds that do not count: the native engine tries in its first three calls how many threads pay. */
const WARM_UP_ROUNDS = 3;

/** Milliseconds between turns, in which threads of the one before that wait in a loop fall asleep. */
const REST = 50;

/** The times of each, round by round. */
export async function takeTurns<Name extends string>(
  turns: Readonly<Record<Name, Turn>>,
  rounds: number,
  warmUpRounds = WARM_UP_ROUNDS,
): Promise<Record<Name, number[]>> {
  const entries = Object.entries<Turn>(turns) as [Name, Turn][];
  const times = Object.fromEntries(entries.map(([name]) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >;
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (const [name, turn] of entries) {
      await delay(REST);
      const time = await turn();
      if (round >= 0) times[name].push(time);
    }
  }
  return times;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Of each round, how many times longer the first took than the second; the median. */
export function ratio(first: readonly number[], second: readonly number[]): number {
  return median(first.map((time, round) => time / second[round]!));
}

/** The fastest of several by their medians; null where there is none. */
export function fastest<Name extends string>(
  times: Readonly<Record<string, readonly number[]>>,
  names: readonly Name[],
): Name | null {
  const sorted = names.toSorted((a, b) => median(times[a]!) - median(times[b]!));
  return sorted[0] ?? null;
}

/** A number of steps, and how long they took. */
type Timed = readonly [steps: number, time: number];

/**
 * How long more steps take: as long as the few, and for each step beyond them what the many took
 * more. NaN where the many took no longer, so that they tell nothing.
 */
export function extrapolate(few: Timed, many: Timed, steps: number): number {
  const perStep = (many[1] - few[1]) / (many[0] - few[0]);
  return perStep > 0 ? few[1] + (steps - few[0]) * perStep : NaN;
}
