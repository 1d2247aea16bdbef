/** `run` and `status` without an experiment: which there are, and how much of each is done. */
import { ConfigError } from "../schemas/diagnostics.ts";
import {
  columnsOfTerminal,
  cutLine,
  fitTable,
  formatCount,
  formatTable,
} from "../terminal/format.ts";
import { print } from "../terminal/output.ts";
import { openWorkspace, type Workspace, type WorkspaceOptions } from "./artifacts.ts";
import { exitCodes } from "./exit.ts";
import { configsFolder, listConfigs } from "./project.ts";
import { planRuns, stateOf } from "./results.ts";
import { loadExperiments } from "./workspace.ts";

export interface ListCommand extends WorkspaceOptions {
  readonly json: boolean;
}

interface Listed {
  readonly config: string;
  /** Null for a file that is not a valid experiment. */
  readonly experiment: null | {
    readonly name: string;
    readonly title: string;
    readonly runs: number;
    readonly done: number;
    readonly inPart: number;
  };
}

/** Less of a title than this is not worth showing. */
const MINIMUM_TITLE = 20;

export async function listCommand(options: ListCommand): Promise<number> {
  const workspace = openWorkspace(options);
  const listed: Listed[] = [];
  for (const config of await listConfigs()) listed.push(await summarize(config, workspace));
  if (options.json) print(JSON.stringify(listed));
  else if (listed.length === 0) {
    print(`There are no experiments in ${configsFolder()}/; \`new <name>\` begins one`);
  } else print(describe(listed, columnsOfTerminal()));
  return exitCodes.done;
}

async function summarize(config: string, workspace: Workspace): Promise<Listed> {
  try {
    const [loaded] = await loadExperiments([config]);
    const states = [...(await planRuns(loaded!, workspace)).values()].map(stateOf);
    const { name, title } = loaded!.experiment;
    const count = (wanted: string) => states.filter((state) => state === wanted).length;
    const [done, inPart] = [count("done"), count("in part")];
    return { config, experiment: { name, title, runs: states.length, done, inPart } };
  } catch (error) {
    if (error instanceof ConfigError) return { config, experiment: null };
    throw error;
  }
}

function describe(listed: readonly Listed[], columns: number): string {
  const rows = listed.map(({ config, experiment }) => {
    if (experiment === null) return [config, "", "not valid: `run` says what is wrong"];
    const { title, runs, done, inPart } = experiment;
    const begun = inPart === 0 ? "" : `, ${inPart} in part`;
    return [config, `${done} of ${formatCount(runs, "run")}${begun}`, title];
  });
  const lines = [["experiment", "done", "title"], ...rows];
  const width = [
    ...formatTable(lines.map((row) => row.slice(0, 2).concat("")))
      .split("\n")[0]!,
  ].length;
  const room = Math.max(MINIMUM_TITLE, columns - width);
  return fitTable(
    lines.map(([config, done, title]) => [config!, done!, cutLine(title!, room)]),
    columns,
  );
}
