/** Stores of the first version of Regrok, which kept nothing in a folder of its own. */
import { isFolder, OWN_FOLDER } from "./folders.ts";

/** True before the first run of this version in a folder that the first version ran in. */
export function isOlderStore(folder: string): boolean {
  return isFolder(folder, "records") && !isFolder(folder, OWN_FOLDER);
}
