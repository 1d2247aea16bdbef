/**
 * A training step by the native engine, beside onnxruntime, beside its own matrix products and the same
 * by OpenBLAS, and beside eager PyTorch. All take turns, and what is told of two is the median of the
 * ratios of neighbours. Of OpenBLAS and PyTorch, which need not be installed, the fastest way to use at
 * most so many threads counts.
 *
 * deno task bench:engines [--rounds 15] [--networks pku,lstm] [--threads 1,2]
 */
import { Command } from "@commander-js/extra-typings";
import type { Values } from "../engines/engine.ts";
import { onnxEngine } from "../engines/onnx.ts";
import { formatTable } from "../terminal/format.ts";
import { buildTrainProgram } from "../training/programs.ts";
import { normals, productFeeds, trainingFeeds } from "./feeds.ts";
import { callOf, loadOn, nativeEngine, toolchain } from "./local_engines.ts";
import { eachRow, type Network, networks, sizesOf } from "./networks.ts";
import { countOperands, type OpenBlas, openBlas } from "./openblas.ts";
import { chosenNetworks, rounds as roundsOption, threadCounts } from "./options.ts";
import { freeFromHindrance } from "./peer_environment.ts";
import { type ProductShape, productsOf } from "./products.ts";
import { type FreedMemory, PyTorch } from "./pytorch.ts";
import { fastest, median, ratio, takeTurns, type Turn } from "./turns.ts";

const options = new Command("deno task bench:engines")
  .description("a training step by the native engine, beside its peers and limits")
  .option(...roundsOption, 15)
  .option(...chosenNetworks)
  .option(...threadCounts)
  .parse(Deno.args, { from: "user" }).opts();

/** Steps of PyTorch in a turn: a call costs it nothing, and it is slow. */
const PYTORCH_STEPS = 5;

/** Ends the names of PyTorch's turns that keep freed memory. */
const KEPT = ", kept";

type Turns = Readonly<Record<string, Turn>>;

/** What is timed of a network with so many threads, in the order of the turns. */
async function timeNetwork(network: Network, threads: number, peers: Peers): Promise<Lines> {
  const sizes = sizesOf(network);
  const program = buildTrainProgram(network.recipe);
  const products = productsOf(program, sizes);
  const feeds = trainingFeeds(network, sizes);
  const loaded = {
    native: await loadOn(nativeEngine, program, threads),
    onnxruntime: await loadOn(onnxEngine, program, threads),
    products: await loadOn(nativeEngine, products.program, threads),
    eachRow: network.recipe.sharesRows
      ? await loadOn(onnxEngine, buildTrainProgram(eachRow(network).recipe), threads)
      : null,
  };
  const { steps } = network;
  const blas = blasTurns(peers.blas, products.shapes, threads, steps);
  const started = await pytorchTurns(peers.pytorch.asStarted, network, feeds, threads);
  const kept = await pytorchTurns(peers.pytorch.kept, network, feeds, threads);
  const times: Record<string, number[]> = await takeTurns<string>({
    onnxruntime: callOf(loaded.onnxruntime, feeds, steps),
    native: callOf(loaded.native, feeds, steps),
    products: callOf(loaded.products, productFeeds(products.program, sizes), steps),
    ...loaded.eachRow === null ? {} : { eachRow: callOf(loaded.eachRow, feeds, steps) },
    ...blas,
    ...started,
    ...kept,
  }, options.rounds);
  for (const executable of Object.values(loaded)) await executable?.close();
  const bestBlas = fastest(times, Object.keys(blas));
  const bestStarted = fastest(times, Object.keys(started));
  const bestKept = fastest(times, Object.keys(kept));
  const ms = (name: string | null) => name === null ? "–" : median(times[name]!).toFixed(2);
  const compare = (one: string | null, other: string | null) =>
    one === null || other === null ? "–" : ratio(times[one]!, times[other]!).toFixed(2);
  const columns = [network.name, String(threads)];
  return {
    times: [
      ...columns,
      ...[ms("native"), ms("onnxruntime"), ms("products"), ms(bestBlas)],
      ...[ms(bestStarted), bestStarted ?? "–", ms(bestKept), bestKept?.replace(KEPT, "") ?? "–"],
    ],
    ratios: [
      ...columns,
      compare("onnxruntime", "native"),
      compare(loaded.eachRow === null ? null : "eachRow", "native"),
      compare("native", "products"),
      compare("native", bestBlas),
      compare(bestStarted, "native"),
      compare(bestKept, "native"),
    ],
  };
}

interface Lines {
  readonly times: readonly string[];
  readonly ratios: readonly string[];
}

const TITLES: Lines = {
  times: [
    ...[
      "ms a step",
      "threads",
      "native",
      "onnxruntime",
      "native's products",
      "OpenBLAS's products",
    ],
    ...["PyTorch", "its threads + OpenBLAS's", "PyTorch, memory kept", "its threads + OpenBLAS's"],
  ],
  ratios: [
    ...["ratio", "threads", "onnxruntime / native", "the same, each row by itself there"],
    ...["native / its products"],
    ...["native / OpenBLAS's products", "PyTorch / native", "the same, memory kept"],
  ],
};

interface Peers {
  readonly blas: OpenBlas | null;
  readonly pytorch: Readonly<Record<FreedMemory, readonly PyTorch[]>>;
}

/** The products of a step by OpenBLAS, by each number of threads. */
function blasTurns(
  blas: OpenBlas | null,
  shapes: readonly ProductShape[],
  most: number,
  steps: number,
): Turns {
  if (blas === null) return {};
  const operands = normals("operands", [countOperands(shapes)]).data as Float32Array<ArrayBuffer>;
  const products = blas.load(shapes, operands);
  const turn = (threads: number): Turn => async () => {
    const start = performance.now();
    await products.run(steps, threads);
    return (performance.now() - start) / steps;
  };
  const counts = Array.from({ length: most }, (_, index) => index + 1);
  return Object.fromEntries(counts.map((threads) => [`OpenBLAS ${threads}`, turn(threads)]));
}

/** A network's steps in each process that has no more threads. */
async function pytorchTurns(
  processes: readonly PyTorch[],
  network: Network,
  feeds: Values,
  most: number,
): Promise<Turns> {
  const turns: Record<string, Turn> = {};
  for (const each of processes) {
    const { threads: { own, blas }, memory } = each.start;
    if (Math.max(own, blas) > most) continue;
    await each.load(network, feeds);
    turns[`${own} + ${blas}${memory === "kept" ? KEPT : ""}`] = async () =>
      (await each.train(PYTORCH_STEPS)).milliseconds;
  }
  return turns;
}

const unset = freeFromHindrance();
const peers = {
  blas: await openBlas(toolchain),
  pytorch: {
    asStarted: await PyTorch.openAll(Math.max(...options.threads), "asStarted"),
    kept: await PyTorch.openAll(Math.max(...options.threads), "kept"),
  },
};
const version = peers.pytorch.kept[0]?.version;
console.log([
  `${options.rounds} rounds; native compiled by ${toolchain.compiler}, ${Deno.build.target}`,
  peers.blas?.description ?? "OpenBLAS is not installed",
  version ? `PyTorch ${version}` : "PyTorch is not installed",
  ...unset.length > 0 ? [`without ${unset.join(", ")}, which keep them from their best`] : [],
].join("; "));
const lines = [TITLES];
for (const network of options.networks ?? networks) {
  for (const threads of options.threads) {
    const found = await timeNetwork(network, threads, peers);
    lines.push(found);
    console.error(`${found.times.join("  ")}  |  ${found.ratios.slice(2).join("  ")}`); // for who waits
  }
}
for (const process of Object.values(peers.pytorch).flat()) await process.close();
peers.blas?.close();
console.log(formatTable(lines.map(({ times }) => times)));
console.log(`\n${formatTable(lines.map(({ ratios }) => ratios))}`);
