/** `program`: what a run trains with, as the text of the graph or as the C that is compiled of it. */
import { printC } from "../engines/native/print_program.ts";
import { printProgram } from "../graph/text.ts";
import { didYouMean } from "../schemas/fields.ts";
import { recipeOf } from "../stages/program.ts";
import { programParams } from "../stages/run_params.ts";
import { print } from "../terminal/output.ts";
import { buildTrainProgram } from "../training/programs.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { loadNamedOrAll } from "./workspace.ts";

export interface ProgramCommand {
  readonly configs?: readonly string[];
  readonly show: "text" | "c";
  readonly set: readonly string[];
  readonly preset?: string | undefined;
}

/** `name` is that of a run, or `experiment/run`. */
export async function programCommand(name: string, options: ProgramCommand): Promise<number> {
  const experiments = await loadNamedOrAll(options.configs, options);
  const found = experiments.flatMap(({ experiment, runs }) =>
    runs.map((run) => ({ run, name: `${experiment.name}/${run.id}` }))
      .filter((each) => name === each.name || name === each.run.id)
  );
  if (found.length === 0) {
    const known = experiments.flatMap(({ experiment, runs }) =>
      runs.flatMap(({ id }) => [id, `${experiment.name}/${id}`])
    );
    const cure = didYouMean(name, known, "`status` lists the runs there are");
    throw new UsageError(`There is no run "${name}"; ${cure}`);
  }
  const texts = new Set(found.map(({ run }) => {
    const program = buildTrainProgram(recipeOf(programParams(run)));
    return options.show === "c" ? printC(program).source : printProgram(program);
  }));
  if (texts.size > 1) {
    const names = found.map(({ name }) => name).join(", ");
    throw new UsageError(`"${name}" may be ${names}, whose programs differ: name one of these`);
  }
  print([...texts][0]!.trimEnd());
  return exitCodes.done;
}
