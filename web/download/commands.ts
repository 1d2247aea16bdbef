/** The commands that make what the page shows, to be typed in a terminal. */
import type { ExperimentData, IndexEntry, RunData } from "../protocol.ts";

type Named = Pick<IndexEntry, "file" | "preset" | "artifacts">;

function asked({ file, ...where }: Named): string {
  return `${word(file)}${options(where)}`;
}

function options({ preset, artifacts }: Omit<Named, "file">): string {
  return (preset === null ? "" : ` --preset ${word(preset)}`) +
    (artifacts === null ? "" : ` --artifacts ${word(artifacts)}`);
}

/** What trains and draws an experiment. */
export function runCommand(experiment: Named): string {
  return `./regrok run ${asked(experiment)}`;
}

/** What copies a run with all its numbers; the whole experiment where no single run is meant. */
export function exportCommand(experiment: ExperimentData, run: RunData | null): string {
  if (run === null || run.state === "imported") return runCommand(experiment);
  const { file } = experiment;
  return `./regrok export ${word(file)} ${word(run.id)}${options(experiment)} --to ${word(run.id)}`;
}

/** The table of runs as the page has it. */
export function statusCommand(
  experiment: Named,
  conditions: readonly string[],
  sort: string,
): string {
  const where = conditions.map((each) => ` --where ${word(each)}`).join("");
  const order = sort === ""
    ? ""
    : sort.startsWith("-")
    ? ` --sort ${word(sort.slice(1))} --reverse`
    : ` --sort ${word(sort)}`;
  return `./regrok status ${asked(experiment)}${where}${order}`;
}

/** A word of a shell as it is, or in quotes where it needs them. */
function word(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
