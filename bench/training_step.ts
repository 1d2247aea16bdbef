/**
 * How long a training step takes, beside its limit and beside a peer: the matrix products alone
 * at the speed onnxruntime reaches on them, and the same step in PyTorch where it is installed.
 *
 * deno task bench
 */
import type { Values } from "../engines/engine.ts";
import { buildTrainProgram } from "../training/programs.ts";
import { formatTable } from "../terminal/format.ts";
import { productFeeds, trainingFeeds } from "./feeds.ts";
import { type Network, sizesOf, transformers } from "./networks.ts";
import { freeFromHindrance } from "./peer_environment.ts";
import { productsOf } from "./products.ts";
import { PyTorch } from "./pytorch.ts";
import { timeProgram } from "./timing.ts";

const THREADS = [1, 2];
const PYTORCH = { warmUp: 5, steps: 30 } as const;

/** Milliseconds a step of PyTorch with at most so many threads; null where it is not installed. */
async function timePyTorch(
  network: Network,
  feeds: Values,
  threads: number,
): Promise<number | null> {
  let fastest: number | null = null;
  for (const process of await PyTorch.openAll(threads, "kept")) {
    await process.load(network, feeds);
    await process.train(PYTORCH.warmUp);
    const { milliseconds } = await process.train(PYTORCH.steps);
    await process.close();
    fastest = Math.min(fastest ?? Infinity, milliseconds);
  }
  return fastest;
}

const rows = [[
  "network",
  "parameters",
  "threads",
  "step, ms",
  "products, ms",
  "GFLOP",
  "GFLOP/s",
  "step / products",
  "PyTorch, ms",
  "PyTorch / step",
]];
freeFromHindrance();
for (const network of transformers) {
  const { name, recipe, parameters, steps } = network;
  const sizes = sizesOf(network);
  const program = buildTrainProgram(recipe);
  const feeds = trainingFeeds(network);
  const products = productsOf(program, sizes);
  const matrices = productFeeds(products.program, sizes);
  const operations = products.floatingPointOperations;
  for (const threads of THREADS) {
    const step = await timeProgram(program, feeds, steps, threads);
    const limit = await timeProgram(products.program, matrices, steps, threads);
    const peer = await timePyTorch(network, feeds, threads);
    rows.push([
      name,
      String(parameters),
      String(threads),
      `${step.median.toFixed(1)} (${step.fastest.toFixed(1)}–${step.slowest.toFixed(1)})`,
      limit.median.toFixed(1),
      (operations / 1e9).toFixed(2),
      (operations / limit.median / 1e6).toFixed(0),
      (step.median / limit.median).toFixed(2),
      peer === null ? "–" : peer.toFixed(1),
      peer === null ? "–" : (peer / step.median).toFixed(2),
    ]);
  }
}
console.log(
  `Float32, on ${navigator.hardwareConcurrency} cores (${Deno.build.os} ${Deno.build.arch}), ` +
    `Deno ${Deno.version.deno}`,
);
console.log(
  "Median of 7 calls of 20 steps each (fastest–slowest); GFLOP are those of the products",
);
console.log(formatTable(rows));
