/**
 * Milliseconds per training step of one run, and of several that train as one program, on a device. On
 * cpu it shows that nothing is gained there.
 *
 * deno task bench:batch --device webgpu [--runs 64] [--networks pku] [--batch 512] [--rounds 5]
 */
import { Command, Option } from "@commander-js/extra-typings";
import { positiveInteger } from "../commands/options.ts";
import type { Values } from "../engines/engine.ts";
import { onnxEngineFor } from "../engines/onnx_device.ts";
import { deviceNames } from "../engines/registry.ts";
import { stackRuns } from "../engines/stacking.ts";
import { batchProgram } from "../graph/batching.ts";
import { inputName, type Program } from "../graph/program.ts";
import { printProgram } from "../graph/text.ts";
import { names } from "../training/manifest.ts";
import { buildTrainProgram } from "../training/programs.ts";
import { trainingFeeds } from "./feeds.ts";
import { callOf } from "./local_engines.ts";
import { networks as allNetworks, type Sizes, sizesOf } from "./networks.ts";
import { chosenNetworks, rounds as roundsOption } from "./options.ts";
import { median, ratio, takeTurns } from "./turns.ts";

const WARM_UP_ROUNDS = 1;

const { device, runs, networks = allNetworks, batch, rounds } = new Command("deno task bench:batch")
  .description("a training step of one run, and of several that train as one program")
  .addOption(
    new Option("--device <name>", "where it computes").choices(deviceNames)
      .default("webgpu" as const),
  )
  .option("--runs <number>", "runs that train as one program", positiveInteger, 64)
  .option(...chosenNetworks)
  .option("--batch <rows>", "rows of a step, in place of the network's own", positiveInteger)
  .option(...roundsOption, 5)
  .parse(Deno.args, { from: "user" }).opts();

/** A program loaded on the device, with its data there, and one call of it as a turn. */
async function load(program: Program, feeds: Values, sizes: Sizes) {
  const text = new TextEncoder().encode(printProgram(program));
  const executable = await onnxEngineFor(device).load(text, { threads: 1 });
  const fixed = new Set(fixedInputs(program));
  const pick = (isFixed: boolean) =>
    Object.fromEntries(Object.entries(feeds).filter(([name]) => fixed.has(name) === isFixed));
  executable.hold(pick(true));
  const turn = callOf(executable, pick(false), sizes.get("steps")!);
  return { turn, close: () => executable.close() };
}

/** Inputs that are the same at every step. */
function fixedInputs({ inputs }: Program): string[] {
  return inputs.filter(({ role }) => role === "fixed").map(({ tensor }) => inputName(tensor));
}

const shared = new Set<string>([names.inputs, names.targets]);
for (const network of networks) {
  const sizes = sizesOf({ ...network, ...batch === undefined ? {} : { batch } });
  const program = buildTrainProgram(network.recipe);
  const feeds = trainingFeeds(network, sizes);
  const own = new Set(fixedInputs(program).filter((name) => !shared.has(name)));
  const together = program.inputs.map(({ role, tensor }) => {
    const name = inputName(tensor);
    const value = feeds[name]!;
    if (shared.has(name)) return [name, value] as const;
    return [name, stackRuns(new Array(runs).fill(value), role === "step" ? 1 : 0)] as const;
  });
  const one = await load(program, feeds, sizes);
  const all = await load(batchProgram(program, runs, own), Object.fromEntries(together), sizes);
  const times = await takeTurns({ one: one.turn, all: all.turn }, rounds, WARM_UP_ROUNDS);
  for (const each of [one, all]) await each.close();
  const longer = ratio(times.all, times.one);
  console.log(
    `${network.name} on ${device}: one run ${
      median(times.one).toFixed(2)
    } ms a step, ${runs} runs ` +
      `${median(times.all).toFixed(2)} ms, which is ${longer.toFixed(1)} times one and trains ` +
      `${(runs / longer).toFixed(1)} times as many runs in a time`,
  );
}
