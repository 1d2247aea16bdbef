/**
 * A training step by the native engine beside onnxruntime and beside its own matrix products. The
 * three take turns, call by call, and what is told of two is the median of the ratios of neighbours:
 * whatever else the machine does slows both.
 *
 * deno task bench:engines [rounds]
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine, Executable, Values } from "../engines/engine.ts";
import { nativeEngineWith } from "../engines/native.ts";
import { writeNative } from "../engines/native/program_file.ts";
import { findCompiler } from "../engines/native/toolchain.ts";
import { onnxEngine } from "../engines/onnx.ts";
import { writeOnnx } from "../graph/onnx.ts";
import type { Program } from "../graph/program.ts";
import { formatTable } from "../terminal/format.ts";
import { buildTrainProgram } from "../training/programs.ts";
import { productFeeds, trainingFeeds } from "./feeds.ts";
import { BATCH, networks, quickStart } from "./networks.ts";
import { productsOf } from "./products.ts";

const STEPS = 20;
const ROUNDS = Number(Deno.args[0] ?? 15);
const compiler = findCompiler(Deno.env.get("CC"), Deno.env.get("PATH") ?? "");
const native = nativeEngineWith({ compiler, folder: join(tmpdir(), "regrok-bench-native") });

function load(engine: Engine, program: Program, threads: number): Promise<Executable> {
  const bytes = engine.reads === "onnx" ? writeOnnx(program) : writeNative(program);
  return engine.load(bytes, { threads });
}

/** Milliseconds per step of several programs that take turns; the first round warms up. */
async function takeTurns(turns: readonly (readonly [Executable, Values])[]): Promise<number[][]> {
  const times: number[][] = turns.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, [executable, feeds]] of turns.entries()) {
      const start = performance.now();
      await executable.run(feeds);
      if (round > 0) times[index]!.push((performance.now() - start) / STEPS);
    }
  }
  return times;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Of each round, how many times longer the first took than the second; the median. */
function ratio(first: readonly number[], second: readonly number[]): string {
  return median(first.map((time, round) => time / second[round]!)).toFixed(2);
}

const rows = [[
  "network",
  "threads",
  "native, ms",
  "onnxruntime, ms",
  "onnxruntime / native",
  "native / its products",
]];
const timed = [
  ...networks.map((network) => ({ ...network, batch: BATCH, examples: 9409 })),
  { ...quickStart, batch: 1740, examples: 3481 },
];
for (const { name, recipe, batch, examples } of timed) {
  const sizes = new Map([["batch", batch], ["rows", examples], ["steps", STEPS]]);
  const program = buildTrainProgram(recipe);
  const feeds = trainingFeeds(recipe, sizes);
  const products = productsOf(program, sizes).program;
  for (const threads of [1, 2]) {
    const turns = [
      [await load(native, program, threads), feeds],
      [await load(onnxEngine, program, threads), feeds],
      [await load(native, products, threads), productFeeds(products, sizes)],
    ] as const;
    const [ours, theirs, limit] = await takeTurns(turns) as [number[], number[], number[]];
    for (const [executable] of turns) await executable.close();
    rows.push([
      name,
      String(threads),
      median(ours).toFixed(2),
      median(theirs).toFixed(2),
      ratio(theirs, ours),
      ratio(ours, limit),
    ]);
  }
}
console.log(`${ROUNDS} rounds of ${STEPS} steps, compiled by ${compiler}, ${Deno.build.target}`);
console.log(formatTable(rows));
