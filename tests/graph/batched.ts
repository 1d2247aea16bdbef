/** A program for several runs, run in tests on the arrays of each. */
import type { Engine, Values } from "../../engines/engine.ts";
import { splitRuns, stackRuns } from "../../engines/stacking.ts";
import { batchProgram } from "../../graph/batching.ts";
import { inputName, type Program } from "../../graph/program.ts";
import { runOnce } from "../engines/run_program.ts";

/** What each run gets out of one program for all of them; what they share is fed as in the first. */
export async function runBatched(
  engine: Engine,
  program: Program,
  feeds: readonly Values[],
  own: ReadonlySet<string>,
): Promise<Values[]> {
  const stacked = program.inputs.map(({ role, tensor }) => {
    const name = inputName(tensor);
    if (role === "fixed" && !own.has(name)) return [name, feeds[0]![name]!] as const;
    return [name, stackRuns(feeds.map((each) => each[name]!), role === "step" ? 1 : 0)] as const;
  });
  const batched = batchProgram(program, feeds.length, own);
  const results = await runOnce(engine, batched, Object.fromEntries(stacked));
  const split = program.outputs.map(({ role, name }) =>
    [name, splitRuns(results[name]!, role === "step" ? 1 : 0)] as const
  );
  return feeds.map((_, run) =>
    Object.fromEntries(split.map(([name, values]) => [name, values[run]!]))
  );
}
