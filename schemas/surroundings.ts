/** What an experiment may name outside of itself, and how it is had. */
import type { ExperimentLoader } from "./forks.ts";
import type { FileReader } from "./task_files.ts";

/** Paths of all files in a folder and below, from there and in their order; throws as a reader. */
export type FolderReader = (path: string) => readonly string[];

export interface Surroundings {
  readonly read: FileReader;
  readonly list: FolderReader;
  readonly load: ExperimentLoader;
}

/** For experiments that stand by themselves: what they name is not had. */
export const noSurroundings: Surroundings = {
  read: () => {
    throw new Error("files are not read here");
  },
  list: () => {
    throw new Error("folders are not read here");
  },
  load: () => {
    throw new Error("other experiments are not read here");
  },
};
