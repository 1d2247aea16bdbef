/** An axis of a sweep: values of a setting, by size where they are numbers, else side by side. */
import { powerTicks, roundTicks } from "../curves/ticks.ts";
import type { Value } from "../protocol.ts";
import { compareValues } from "../state/compare_values.ts";

export interface SettingAxis {
  readonly values: readonly Value[];
  readonly ticks: readonly Value[];
  /** Between 0 and 1. */
  place(value: Value): number;
}

/** Numbers this many times apart are set out by their logarithm. */
const FAR = 50;

/** A little room at both ends. */
const ROOM = 0.05;

export function settingAxis(seen: readonly Value[]): SettingAxis {
  const values = [...new Set(seen)].sort(compareValues);
  const numbers = values.filter((value): value is number => typeof value === "number");
  if (numbers.length < values.length || numbers.length < 2) {
    const place = (value: Value) => (values.indexOf(value) + 0.5) / values.length;
    return { values, ticks: values, place };
  }
  const [low, high] = [numbers[0]!, numbers.at(-1)!];
  const isLog = low > 0 && high / low >= FAR;
  const scale = isLog ? Math.log : (value: number) => value;
  const place = (value: Value) =>
    ROOM + (1 - 2 * ROOM) * (scale(Number(value)) - scale(low)) / (scale(high) - scale(low));
  const ticks = numbers.length <= 9 && areApart(numbers.map(place))
    ? numbers
    : isLog
    ? powerTicks(low, high)
    : roundTicks(low, high);
  return { values, ticks, place };
}

/** Whether labels at these places would not touch. */
function areApart(places: readonly number[]): boolean {
  return places.every((place, at) => at === 0 || place - places[at - 1]! >= 0.07);
}

export interface NumberAxis {
  readonly isLog: boolean;
  /** Of the numbers, with a little room beside them. */
  readonly low: number;
  readonly high: number;
  /** Between 0 and 1. */
  place(value: number): number;
}

/** An axis on which all of these are seen. */
export function numberAxis(values: readonly number[]): NumberAxis {
  const least = values.reduce((low, value) => Math.min(low, value), Infinity);
  const most = values.reduce((high, value) => Math.max(high, value), -Infinity);
  if (!(least < most)) {
    const [low, high] = values.length === 0 ? [0, 1] : [least - 1, least + 1];
    return { isLog: false, low, high, place: (value) => (value - low) / (high - low) };
  }
  const isLog = least > 0 && most / least >= FAR;
  const [scale, back] = isLog ? [Math.log, Math.exp] : [Number, Number];
  const room = (scale(most) - scale(least)) * ROOM;
  const [low, high] = [scale(least) - room, scale(most) + room];
  return {
    isLog,
    low: back(low),
    high: back(high),
    place: (value) => (scale(value) - low) / (high - low),
  };
}
