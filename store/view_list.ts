/** What Regrok put into a view: a list, so that nobody else's file is taken for one. */
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson } from "./canonical_json.ts";
import { isFolder, lookAt, OWN_FOLDER } from "./folders.ts";
import { publish, removeIfThere } from "./publish.ts";
import { fileReferenceSchema, parseJson } from "./record.ts";

const entrySchema = fileReferenceSchema.unwrap().extend({
  /** When the file was last changed, in milliseconds since 1970, as found after it was checked. */
  changed: z.number(),
}).readonly();

/** A file of a view as Regrok put it there. */
export type ViewEntry = z.infer<typeof entrySchema>;

/** The files of a view by their paths in it. */
export type ViewList = ReadonlyMap<string, ViewEntry>;

const listSchema = z.record(z.string(), entrySchema);

export const VIEW_LISTS = join(OWN_FOLDER, "views");

const ENDING = ".json";

function listName(view: string): string {
  return join(VIEW_LISTS, `${view}${ENDING}`);
}

/** The list of a view; an empty one where there is none that is whole. */
export async function readViewList(root: string, view: string): Promise<ViewList> {
  const path = join(root, listName(view));
  if (!(lookAt(path))?.isFile) return new Map();
  const result = listSchema.safeParse(parseJson(await Deno.readTextFile(path)));
  return new Map(result.success ? Object.entries(result.data) : []);
}

/** Keeps the list of a view, or takes it away when nothing is in the view. */
export async function writeViewList(root: string, view: string, list: ViewList): Promise<void> {
  if (list.size === 0) return removeIfThere(join(root, listName(view)));
  const bytes = new TextEncoder().encode(`${canonicalJson(Object.fromEntries(list))}\n`);
  await publish(root, listName(view), bytes);
}

/** Names of the views below a folder of the store that have a list, in no order. */
export async function listViews(root: string, folder: string): Promise<string[]> {
  const place = join(VIEW_LISTS, folder);
  if (!isFolder(root, place)) return [];
  const names = (await Array.fromAsync(Deno.readDir(join(root, place)))).map(({ name }) => name);
  return names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
}
