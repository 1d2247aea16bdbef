/**
 * How the time of a step grows with the work, beside the arithmetic of its matrix products: with batch,
 * width and depth of PKU's transformer, and with p of the quick start's network, whose rows are half of
 * all pairs of p residues. And what a step of a small program costs besides its arithmetic.
 *
 * deno task bench:growth [--rounds 5] [--threads 1] [--to artifacts/bench]
 */
import { join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { folderName, positiveInteger } from "../commands/options.ts";
import { chartCsv } from "../figures/chart.ts";
import { renderPng } from "../figures/renderer.ts";
import { formatTable } from "../terminal/format.ts";
import { buildTrainProgram } from "../training/programs.ts";
import { trainingFeeds } from "./feeds.ts";
import { drawGrowth, type Growth, type GrowthPoint, slopeOf } from "./growth_chart.ts";
import { callOf, loadOn, nativeEngine } from "./local_engines.ts";
import { makeNetwork, type Network, pku, quickStart, sizesOf, squares } from "./networks.ts";
import { rounds as roundsOption } from "./options.ts";
import { productsOf } from "./products.ts";
import { timeSmallPrograms } from "./small_programs.ts";
import { median, takeTurns } from "./turns.ts";

const { rounds, threads, to } = new Command("deno task bench:growth")
  .description("the time of a step beside its arithmetic, as work grows")
  .option(...roundsOption, 5)
  .option("--threads <number>", "threads of the engine", positiveInteger, 1)
  .option("--to <folder>", "where growth.csv and growth.png go", folderName, "artifacts/bench")
  .parse(Deno.args, { from: "user" }).opts();

/** Steps of a call: few of large networks. */
const OPERATIONS_PER_CALL = 2e10;
const MOST_STEPS = 200;

interface Sizes {
  readonly axis: string;
  readonly values: readonly number[];
  readonly network: (value: number) => Network;
}

const AXES: readonly Sizes[] = [
  {
    axis: "batch",
    values: [32, 64, 128, 256, 512, 1024, 2048],
    network: (batch) => transformer({}, batch),
  },
  {
    axis: "width",
    values: [32, 64, 128, 256],
    network: (width) => transformer({ width, feedForwardWidth: 4 * width }),
  },
  { axis: "depth", values: [1, 2, 4, 8], network: (layers) => transformer({ layers }) },
  {
    axis: "p",
    values: [11, 23, 47, 97, 151],
    network: (modulus) =>
      makeNetwork({ ...quickStart.settings, name: "", ...squares(modulus, 256) }),
  },
];

function transformer(changes: Readonly<Record<string, number>>, batch = pku.batch): Network {
  const { settings, name, rows } = pku;
  return makeNetwork({ name, ...settings, model: { ...settings.model, ...changes }, batch, rows });
}

/** All sizes of one axis take turns. */
async function timeAxis({ axis, values, network }: Sizes): Promise<Growth> {
  const loaded = [];
  for (const value of values) {
    const { recipe, ...sizes } = network(value);
    const program = buildTrainProgram(recipe);
    const { floatingPointOperations } = productsOf(program, sizesOf(sizes));
    const steps = Math.ceil(Math.min(MOST_STEPS, OPERATIONS_PER_CALL / floatingPointOperations));
    const executable = await loadOn(nativeEngine, program, threads);
    const feeds = trainingFeeds({ recipe, ...sizes, steps });
    loaded.push({
      value,
      floatingPointOperations,
      executable,
      turn: callOf(executable, feeds, steps),
    });
  }
  const turns = loaded.map(({ value, turn }) => [String(value), turn] as const);
  const times = await takeTurns(Object.fromEntries(turns), rounds);
  for (const { executable } of loaded) await executable.close();
  const points = loaded.map(({ value, floatingPointOperations }): GrowthPoint => {
    const measured = times[String(value)]!;
    return {
      value,
      floatingPointOperations,
      milliseconds: median(measured),
      lowest: Math.min(...measured),
      highest: Math.max(...measured),
      rounds,
    };
  });
  return { axis, points };
}

function linesOf({ axis, points }: Growth): string[][] {
  return points.map(({ value, floatingPointOperations, milliseconds }, index) => {
    const before = points[index - 1];
    const growth = (now: number, then: number | undefined) =>
      then === undefined ? "" : (now / then).toFixed(2);
    return [
      axis,
      String(value),
      milliseconds.toFixed(3),
      growth(milliseconds, before?.milliseconds),
      (floatingPointOperations / 1e6).toFixed(0),
      growth(floatingPointOperations, before?.floatingPointOperations),
      (floatingPointOperations / milliseconds / 1e6).toFixed(0),
    ];
  });
}

const grown: Growth[] = [];
for (const sizes of AXES) grown.push(await timeAxis(sizes));
console.log(`${rounds} rounds, threads: ${threads}`);
console.log(formatTable([
  ["axis", "size", "ms a step", "times", "MFLOP", "times", "GFLOP/s"],
  ...grown.flatMap(linesOf),
]));
for (const growth of grown) {
  console.log(
    `${growth.axis}: time grows as arithmetic to the power of ${slopeOf(growth.points).toFixed(2)}`,
  );
}
await Deno.mkdir(to, { recursive: true });
const chart = drawGrowth(grown, threads);
await Deno.writeTextFile(join(to, "growth.csv"), chartCsv(chart));
await Deno.writeFile(join(to, "growth.png"), renderPng(chart));
console.log(`${join(to, "growth.csv")} and growth.png hold these numbers`);
console.log(`\n${formatTable(await timeSmallPrograms(rounds))}`);
