/** `site`: what was run, as pages that any web server can send, or GitHub's pages. */
import { dirname, join } from "node:path";
import { StoreError, storeError } from "../store/errors.ts";
import { formatCount } from "../terminal/format.ts";
import { print, tell } from "../terminal/output.ts";
import { Catalogue } from "../web_data/catalogue.ts";
import { type Exhibit, exhibitOf } from "../web_data/exhibit.ts";
import { siteFiles } from "../web_data/site.ts";
import { openWorkspace, type WorkspaceOptions } from "./artifacts.ts";
import { exitCodes, UsageError } from "./exit.ts";

export interface SiteCommand extends WorkspaceOptions {
  readonly to: string;
  readonly frames: number;
  readonly live: boolean;
  readonly preset?: string | undefined;
}

/** Only what has this is overwritten: it was made here. */
const MARK = "ro-crate-metadata.json";

/** Inside of the site's folder: no other may be written to. */
const NEW = ".new";

export async function siteCommand(
  configs: readonly string[],
  options: SiteCommand,
): Promise<number> {
  const { to, frames, live, preset } = options;
  checkPlace(to);
  const workspace = openWorkspace(options);
  const catalogue = new Catalogue(workspace, { configs, set: [], preset });
  await catalogue.open(() => {});
  const exhibits = await exhibitsOf(catalogue);
  if (exhibits.length === 0) {
    throw new UsageError(
      `Nothing was run of that in ${workspace.store.folder}: \`run\` it first, or name another ` +
        "folder with --artifacts",
    );
  }
  // In a folder of its own first, so that an old site stays until the new one is whole.
  const folder = join(to, NEW);
  let [count, bytes] = [0, 0];
  try {
    const files = siteFiles(catalogue, exhibits, { frames, live, date: today() });
    for await (const { path, content } of files) {
      const file = join(folder, ...path.split("/").map(decodeURIComponent));
      await Deno.mkdir(dirname(file), { recursive: true });
      const written = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(file, written);
      [count, bytes] = [count + 1, bytes + written.length];
      if (count % 100 === 0) tell(`${formatCount(count, "file")} …`);
    }
    await replaceBy(folder, to);
  } catch (error) {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    throw error instanceof StoreError ? error : storeError("write", to, error);
  }
  print(join(to, "index.html"));
  tell(
    `${formatCount(exhibits.length, "experiment")}, ${formatCount(count, "file")}, ` +
      `${(bytes / 1e6).toFixed(1)} MB; browsers read it from a web server, not from the disk`,
  );
  return exitCodes.done;
}

/** Puts what is in `folder` in the place of all else that is in `to`. */
async function replaceBy(folder: string, to: string): Promise<void> {
  for (const { name } of [...Deno.readDirSync(to)]) {
    if (name !== NEW) await Deno.remove(join(to, name), { recursive: true });
  }
  // The mark last: without it a folder is not taken for a site.
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .sort((a, b) => Number(a === MARK) - Number(b === MARK));
  for (const name of names) await Deno.rename(join(folder, name), join(to, name));
  await Deno.remove(folder);
}

async function exhibitsOf(catalogue: Catalogue): Promise<Exhibit[]> {
  const found: Exhibit[] = [];
  for (const name of catalogue.names()) {
    const exhibit = await exhibitOf(catalogue, name, tell);
    if (exhibit !== null) found.push(exhibit);
  }
  return found;
}

/** @throws {UsageError} for a folder with other files in it, which stay. */
function checkPlace(to: string): void {
  let names: string[];
  try {
    names = [...Deno.readDirSync(to)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw new UsageError(`"${to}" is no folder that a site could be written to`);
  }
  if (names.includes(MARK) || names.every((name) => name === NEW)) return;
  throw new UsageError(`"${to}" holds other files than a site: they stay; name another folder`);
}

/** The day of the site; that of SOURCE_DATE_EPOCH where equal bytes are wanted again. */
function today(): Date {
  const epoch = Number(Deno.env.get("SOURCE_DATE_EPOCH"));
  return epoch > 0 ? new Date(epoch * 1000) : new Date();
}
