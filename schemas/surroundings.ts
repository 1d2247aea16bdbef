/** What an experiment may name outside of itself, and how it is had. */
import type { ExperimentLoader } from "./forks.ts";
import type { FileReader } from "./task_files.ts";

export interface Surroundings {
  readonly read: FileReader;
  readonly load: ExperimentLoader;
}

/** For experiments that stand by themselves: what they name is not had. */
export const noSurroundings: Surroundings = {
  read: () => {
    throw new Error("files are not read here");
  },
  load: () => {
    throw new Error("other experiments are not read here");
  },
};
