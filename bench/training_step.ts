/**
 * How long a training step takes, beside its limit and beside a peer: the matrix products alone
 * at the speed onnxruntime reaches on them, and the same step in PyTorch where it is installed.
 *
 * deno task bench
 */
import { buildTrainProgram } from "../training/programs.ts";
import { formatTable } from "../terminal/format.ts";
import { BATCH, networks } from "./networks.ts";
import { productsOf } from "./products.ts";
import { timeProgram } from "./timing.ts";

const SIZES = new Map([["batch", BATCH], ["rows", 9409], ["steps", 20]]);
const THREADS = [1, 2];

const rows = [[
  "network",
  "threads",
  "step, ms",
  "products, ms",
  "GFLOP/s",
  "step / products",
  "PyTorch, ms",
  "PyTorch / step",
]];
for (const { name, recipe } of networks) {
  const program = buildTrainProgram(recipe);
  const products = productsOf(program, SIZES);
  for (const threads of THREADS) {
    const step = await timeProgram(program, SIZES, threads);
    const limit = await timeProgram(products.program, SIZES, threads);
    const peer = await timePyTorch(name, threads);
    rows.push([
      name,
      String(threads),
      `${step.median.toFixed(1)} (${step.fastest.toFixed(1)}–${step.slowest.toFixed(1)})`,
      limit.median.toFixed(1),
      (products.floatingPointOperations / limit.median / 1e6).toFixed(0),
      (step.median / limit.median).toFixed(2),
      peer === null ? "not installed" : peer.toFixed(1),
      peer === null ? "" : (peer / step.median).toFixed(2),
    ]);
  }
}
console.log(formatTable(rows));

/** Median milliseconds of the same step in PyTorch, eager; null where it is not installed. */
async function timePyTorch(network: string, threads: number): Promise<number | null> {
  const script = new URL("./pytorch_step.py", import.meta.url).pathname;
  const python = Deno.env.get("PYTHON") ?? "python3";
  const { success, stdout } = await new Deno.Command(python, {
    args: [script, network, String(threads)],
    stdout: "piped",
    stderr: "null",
  }).output();
  return success ? Number(new TextDecoder().decode(stdout)) : null;
}
