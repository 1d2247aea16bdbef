/** Fair timing of a program: warm-up, several runs, the median. */
import type { Value, Values } from "../engines/engine.ts";
import { onnxEngine } from "../engines/onnx.ts";
import type { DataType } from "../graph/op.ts";
import { writeOnnx } from "../graph/onnx.ts";
import type { Program } from "../graph/program.ts";
import { randomKey, randomNormal, randomWord } from "../random/counter.ts";
import { inputShapes } from "./products.ts";

const WARM_UP_RUNS = 1;
const RUNS = 7;

export interface Timing {
  /** Milliseconds per step. */
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
}

/** Times the steps of a loop; `sizes` binds its symbols, "steps" being the steps of one call. */
export async function timeProgram(
  program: Program,
  sizes: ReadonlyMap<string, number>,
  threads: number,
): Promise<Timing> {
  const executable = await onnxEngine.load(writeOnnx(program), { threads });
  const feeds = randomFeeds(program, sizes);
  const times: number[] = [];
  for (let run = -WARM_UP_RUNS; run < RUNS; run++) {
    const start = performance.now();
    await executable.run(feeds);
    if (run >= 0) times.push((performance.now() - start) / sizes.get("steps")!);
  }
  await executable.close();
  times.sort((a, b) => a - b);
  return { median: times[(RUNS - 1) / 2]!, fastest: times[0]!, slowest: times.at(-1)! };
}

/** Small random weights and valid indices: what is timed is a step in the middle of training. */
function randomFeeds(program: Program, sizes: ReadonlyMap<string, number>): Values {
  return Object.fromEntries(
    inputShapes(program, sizes).map(({ name, dataType, shape }) => [
      name,
      randomValue(name, dataType, shape),
    ]),
  );
}

function randomValue(name: string, dataType: DataType, shape: readonly number[]): Value {
  const key = randomKey(0, name);
  const length = shape.reduce((product, size) => product * size, 1);
  if (dataType === "key") {
    return { shape, data: Uint32Array.from({ length }, (_, index) => randomWord(key, index)) };
  }
  if (dataType === "int") {
    return { shape, data: Int32Array.from({ length }, (_, index) => randomWord(key, index) % 2) };
  }
  const scale = name.endsWith(".square") ? 1e-6 : 0.05;
  return {
    shape,
    data: Float32Array.from({ length }, (_, index) => Math.abs(scale * randomNormal(key, index))),
  };
}
