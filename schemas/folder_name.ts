/** Names that files and folders are called by. */
import { z } from "zod";

/** A name that is safe in every file system, with endings and beside other parts of a path. */
export const FolderName = z.string().max(100).regex(/^[a-z0-9][a-z0-9-]*$/, {
  error: "must be made of small letters, digits and hyphens, because files are named after it",
}).regex(/^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)/, {
  error: "must not be the name of a device, which Windows has no files under",
});
