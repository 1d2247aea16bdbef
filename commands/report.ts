/** `report`: one experiment as one HTML file that can be mailed, and read without a network. */
import { join } from "node:path";
import { storeError } from "../store/errors.ts";
import { print, tell } from "../terminal/output.ts";
import { Catalogue } from "../web_data/catalogue.ts";
import { exhibitOf } from "../web_data/exhibit.ts";
import { LARGEST_REPORT, writeReport } from "../web_data/report.ts";
import { openWorkspace, type WorkspaceOptions } from "./artifacts.ts";
import { exitCodes, UsageError } from "./exit.ts";

export interface ReportCommand extends WorkspaceOptions {
  readonly output?: string | undefined;
  readonly set: readonly string[];
  readonly preset?: string | undefined;
}

export async function reportCommand(config: string, options: ReportCommand): Promise<number> {
  const { set, preset } = options;
  const workspace = openWorkspace(options);
  const catalogue = new Catalogue(workspace, { configs: [config], set, preset });
  await catalogue.open(() => {});
  const [name] = catalogue.names();
  const exhibit = name === undefined ? null : await exhibitOf(catalogue, name, tell);
  if (exhibit === null) {
    throw new UsageError(
      `Nothing was run of "${config}" in ${workspace.store.folder}: \`run\` it first`,
    );
  }
  const text = await writeReport(catalogue, exhibit);
  const folder = join(workspace.store.folder, "reports");
  const file = options.output ?? join(folder, `${exhibit.name}.html`);
  try {
    if (options.output === undefined) await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(file, text);
  } catch (error) {
    throw storeError("write", file, error);
  }
  print(file);
  const size = new TextEncoder().encode(text).length;
  tell(
    `${(size / 1e6).toFixed(1)} MB` +
      (size > LARGEST_REPORT ? ": more than many mail servers take" : ""),
  );
  return exitCodes.done;
}
