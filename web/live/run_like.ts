/** Which run of an experiment is like the one on the page. */
import { choicePaths, type Choices } from "../../live/choices.ts";
import type { ExperimentData, RunData } from "../protocol.ts";

/** The run whose settings are those that were chosen. */
export function runLike({ runs, common }: ExperimentData, chosen: Choices): RunData | null {
  const isLike = ({ seed, values, state }: RunData) =>
    seed === chosen.seed && state !== "to do" &&
    Object.entries(choicePaths).every(([choice, path]) => {
      const value = chosen[choice as keyof typeof choicePaths];
      const own = values[path] ?? common[path];
      return value === null || own === undefined || own === value;
    });
  return runs.find(isLike) ?? null;
}
