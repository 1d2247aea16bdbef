/**
 * Milliseconds per training step of one run, and of several that train as one program, on a device:
 * `deno task bench:batch webgpu 64`; with the name of a network after it, of that one alone, and then
 * with other batches. On cpu it shows that nothing is gained there.
 */
import type { Values } from "../engines/engine.ts";
import { onnxEngineFor } from "../engines/onnx_device.ts";
import { stackRuns } from "../engines/stacking.ts";
import { batchProgram } from "../graph/batching.ts";
import { inputName, type Program } from "../graph/program.ts";
import { printProgram } from "../graph/text.ts";
import { names } from "../training/manifest.ts";
import { buildTrainProgram } from "../training/programs.ts";
import { trainingFeeds } from "./feeds.ts";
import { BATCH, networks, quickStart } from "./networks.ts";

const STEPS = 20;
const WARM_UP_CALLS = 1;
const CALLS = 5;

const devices = ["cpu", "webgpu", "cuda"] as const;
const [wanted = "webgpu", count = "64", only, rows = String(BATCH)] = Deno.args;
const device = devices.find((each) => each === wanted);
const [runs, batch] = [Number(count), Number(rows)];
if (
  device === undefined || ![runs, batch].every((size) => Number.isSafeInteger(size) && size > 0)
) {
  console.error(`Usage: bench:batch <${devices.join("|")}> <runs> [network] [rows of a batch]`);
  Deno.exit(2);
}

/** The median of some calls, by step. */
async function timeSteps(program: Program, feeds: Values): Promise<number> {
  const text = new TextEncoder().encode(printProgram(program));
  const executable = await onnxEngineFor(device!).load(text, { threads: 1 });
  const isFixed = (name: string) =>
    program.inputs.some(({ role, tensor }) => role === "fixed" && inputName(tensor) === name);
  const pick = (fixed: boolean) =>
    Object.fromEntries(Object.entries(feeds).filter(([name]) => isFixed(name) === fixed));
  executable.hold(pick(true)); // as training has it
  const times: number[] = [];
  for (let call = -WARM_UP_CALLS; call < CALLS; call++) {
    const start = performance.now();
    await executable.run(pick(false));
    if (call >= 0) times.push((performance.now() - start) / STEPS);
  }
  await executable.close();
  return times.toSorted((a, b) => a - b)[Math.floor(CALLS / 2)]!;
}

const chosen = [quickStart, ...networks].filter(({ name }) => only === undefined || name === only);
if (chosen.length === 0) console.error(`No network is named "${only}"`);
for (const { name, recipe } of chosen) {
  const program = buildTrainProgram(recipe);
  const feeds = trainingFeeds(
    recipe,
    new Map([["batch", batch], ["rows", 4 * batch], ["steps", STEPS]]),
  );
  const shared = new Set<string>([names.inputs, names.targets]);
  const fixed = program.inputs.filter(({ role }) => role === "fixed")
    .map(({ tensor }) => inputName(tensor));
  const own = new Set(fixed.filter((each) => !shared.has(each)));
  const together = program.inputs.map(({ role, tensor }) => {
    const input = inputName(tensor);
    const each = feeds[input]!;
    if (shared.has(input)) return [input, each] as const;
    return [input, stackRuns(new Array(runs).fill(each), role === "step" ? 1 : 0)] as const;
  });
  const one = await timeSteps(program, feeds);
  const all = await timeSteps(batchProgram(program, runs, own), Object.fromEntries(together));
  console.log(
    `${name} on ${device}: one run ${one.toFixed(2)} ms a step, ${runs} runs ${
      all.toFixed(2)
    } ms, ` +
      `which is ${(all / one).toFixed(1)} times one and trains ` +
      `${(runs * one / all).toFixed(1)} times as many runs in a time`,
  );
}
