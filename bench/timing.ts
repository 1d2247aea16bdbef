/** Fair timing of a program: warm-up, several runs, the median. */
import type { Values } from "../engines/engine.ts";
import { onnxEngine } from "../engines/onnx.ts";
import { writeOnnx } from "../graph/onnx.ts";
import type { Program } from "../graph/program.ts";

const WARM_UP_RUNS = 1;
const RUNS = 7;

/** Milliseconds per step. */
export interface Timing {
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
}

/** Times the `steps` of a loop that one call runs; handing the state in and out is part of it. */
export async function timeProgram(
  program: Program,
  feeds: Values,
  steps: number,
  threads: number,
): Promise<Timing> {
  const executable = await onnxEngine.load(writeOnnx(program), { threads });
  const times: number[] = [];
  for (let run = -WARM_UP_RUNS; run < RUNS; run++) {
    const start = performance.now();
    await executable.run(feeds);
    if (run >= 0) times.push((performance.now() - start) / steps);
  }
  await executable.close();
  times.sort((a, b) => a - b);
  return { median: times[(RUNS - 1) / 2]!, fastest: times[0]!, slowest: times.at(-1)! };
}
