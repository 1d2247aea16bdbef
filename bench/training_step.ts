/**
 * How long a training step takes, beside its limit and beside a peer: the matrix products alone
 * at the speed onnxruntime reaches on them, and the same step in PyTorch where it is installed.
 *
 * deno task bench
 */
import { buildTrainProgram } from "../training/programs.ts";
import { formatTable } from "../terminal/format.ts";
import { productFeeds, trainingFeeds } from "./feeds.ts";
import { BATCH, networks } from "./networks.ts";
import { productsOf } from "./products.ts";
import { timePyTorch } from "./pytorch.ts";
import { timeProgram } from "./timing.ts";

const STEPS = 20;
const SIZES = new Map([["batch", BATCH], ["rows", 9409], ["steps", STEPS]]);
const THREADS = [1, 2];

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
const versions = new Set<string>();
for (const { name, recipe, parameters } of networks) {
  const program = buildTrainProgram(recipe);
  const feeds = trainingFeeds(recipe, SIZES);
  const products = productsOf(program, SIZES);
  const matrices = productFeeds(products.program, SIZES);
  const operations = products.floatingPointOperations;
  for (const threads of THREADS) {
    const step = await timeProgram(program, feeds, STEPS, threads);
    const limit = await timeProgram(products.program, matrices, STEPS, threads);
    const peer = await timePyTorch(name, threads);
    versions.add(peer?.version ?? "not installed");
    rows.push([
      name,
      String(parameters),
      String(threads),
      `${step.median.toFixed(1)} (${step.fastest.toFixed(1)}–${step.slowest.toFixed(1)})`,
      limit.median.toFixed(1),
      (operations / 1e9).toFixed(2),
      (operations / limit.median / 1e6).toFixed(0),
      (step.median / limit.median).toFixed(2),
      peer === null ? "–" : peer.median.toFixed(1),
      peer === null ? "–" : (peer.median / step.median).toFixed(2),
    ]);
  }
}
console.log(
  `Batch ${BATCH}, float32, on ${navigator.hardwareConcurrency} cores (${Deno.build.os} ` +
    `${Deno.build.arch}), Deno ${Deno.version.deno}, PyTorch ${[...versions].join(", ")}`,
);
console.log(
  "Median of 7 calls of 20 steps each (fastest–slowest); GFLOP are those of the products",
);
console.log(formatTable(rows));
