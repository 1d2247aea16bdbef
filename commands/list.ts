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
  /** Only experiments that have this preset, at its size. */
  readonly preset?: string | undefined;
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
    /** Names of its other sizes. */
    readonly presets: readonly string[];
    readonly imported: number;
  };
}

/** Less of a title than this is not worth showing. */
const MINIMUM_TITLE = 20;

export async function listCommand(options: ListCommand): Promise<number> {
  const workspace = openWorkspace(options);
  const listed: Listed[] = [];
  for (const config of await listConfigs()) {
    const summary = await summarize(config, workspace, options.preset);
    if (summary !== null) listed.push(summary);
  }
  if (options.json) print(JSON.stringify(listed));
  else if (listed.length === 0) {
    print(`There are no experiments in ${configsFolder()}/; \`new <name>\` begins one`);
  } else print(describe(listed, columnsOfTerminal()));
  return exitCodes.done;
}

/** Null for an experiment without the wanted preset. */
async function summarize(
  config: string,
  workspace: Workspace,
  preset: string | undefined,
): Promise<Listed | null> {
  try {
    const [own] = await loadExperiments([config]);
    const presets = own!.presets.map(({ name }) => name);
    if (preset !== undefined && !presets.includes(preset)) return null;
    const [loaded] = preset === undefined ? [own] : await loadExperiments([config], { preset });
    const states = [...(await planRuns(loaded!, workspace)).values()].map(stateOf);
    const { name, title } = loaded!.experiment;
    const count = (wanted: string) => states.filter((state) => state === wanted).length;
    const [done, inPart] = [count("done"), count("in part")];
    const imported = loaded!.imported.length;
    const counts = { runs: states.length, done, inPart, imported };
    return { config, experiment: { name, title, ...counts, presets } };
  } catch (error) {
    if (error instanceof ConfigError) return { config, experiment: null };
    throw error;
  }
}

/** Presets have a column where there are any. */
function describe(listed: readonly Listed[], columns: number): string {
  const some = listed.some(({ experiment }) => experiment && experiment.presets.length > 0);
  const row = (config: string, done: string, presets: string, title: string) =>
    some ? [config, done, presets, title] : [config, done, title];
  const rows = listed.map(({ config, experiment }) => {
    if (experiment === null) return row(config, "", "", "not valid: `run` says what is wrong");
    const { title, runs, done, inPart, imported, presets } = experiment;
    const counts = [
      ...runs === 0 && imported > 0 ? [] : [`${done} of ${formatCount(runs, "run")}`],
      ...inPart === 0 ? [] : [`${inPart} in part`],
      ...imported === 0 ? [] : [`${imported} imported`],
    ];
    return row(config, counts.join(", "), presets.join(", "), title);
  });
  const lines = [row("experiment", "done", "presets", "title"), ...rows];
  const width = [
    ...formatTable(lines.map((cells) => cells.slice(0, -1).concat("")))
      .split("\n")[0]!,
  ].length;
  const room = Math.max(MINIMUM_TITLE, columns - width);
  return fitTable(
    lines.map((cells) => [...cells.slice(0, -1), cutLine(cells.at(-1)!, room)]),
    columns,
  );
}
