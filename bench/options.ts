/** Options that several benches have. */
import { InvalidArgumentError } from "@commander-js/extra-typings";
import { names, positiveInteger } from "../commands/options.ts";
import { type Network, networks } from "./networks.ts";

export const rounds = [
  "--rounds <number>",
  "how often all take their turns",
  positiveInteger,
] as const;

export const chosenNetworks = [
  "--networks <list>",
  `which, parted by commas: ${networks.map(({ name }) => name).join(", ")}; all if left out`,
  findNetworks,
] as const;

export const threadCounts = [
  "--threads <list>",
  "numbers of threads, parted by commas",
  positiveIntegers,
  [1, 2] as readonly number[],
] as const;

/** Networks by their names. */
export function findNetworks(text: string): readonly Network[] {
  return names(text).map((wanted) => {
    const found = networks.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    const known = networks.map(({ name }) => name).join(", ");
    throw new InvalidArgumentError(`There is no network "${wanted}"; there are ${known}.`);
  });
}

export function positiveIntegers(text: string): readonly number[] {
  return names(text).map(positiveInteger);
}
