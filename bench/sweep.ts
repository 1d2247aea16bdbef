/**
 * Runs per hour of a sweep, and what its workers hold: PKU's transformer as configs/pku/figure1.yaml
 * has it, by the command that a user gives, two runs at once and one after the other, beside two
 * PyTorch processes at once. What is timed is short, at two lengths; a whole run is the shorter one
 * and, for the steps that it has more, what the longer one took more for each of its own.
 *
 * deno task bench:sweep [--steps 600] [--rounds 3]
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "@commander-js/extra-typings";
import { parse } from "yaml";
import { positiveInteger } from "../commands/options.ts";
import { formatTable } from "../terminal/format.ts";
import { stepsPerPass } from "../training/batches.ts";
import { countScheduled } from "../training/step_schedule.ts";
import { type Cost, inFolder, timeCommand } from "./command_line.ts";
import { trainingFeeds } from "./feeds.ts";
import { type MemorySample, peakUntil, watchMemory } from "./memory.ts";
import { pku } from "./networks.ts";
import { rounds as roundsOption } from "./options.ts";
import { freeFromHindrance } from "./peer_environment.ts";
import { type FreedMemory, PyTorch } from "./pytorch.ts";
import { extrapolate, median, ratio, takeTurns, type Turn } from "./turns.ts";

const { steps: long, rounds } = new Command("deno task bench:sweep")
  .description("runs per hour of a sweep beside PyTorch's, and the memory of trainers")
  .option("--steps <number>", "steps of the longer of the timed runs", positiveInteger, 600)
  .option(...roundsOption, 3)
  .parse(Deno.args, { from: "user" }).opts();
const short = Math.ceil(long / 3);

const ONE_EACH = { own: 1, blas: 1 } as const;
const AS_STARTED = "two of PyTorch, as Python starts";
const KEPT = "two of PyTorch, freed memory kept";

const project = fileURLToPath(new URL("..", import.meta.url));
const settings = parse(await Deno.readTextFile(join(project, "configs/pku/figure1.yaml")));
const WHOLE: number = settings.training.steps;

/** The pairs of all residues: half is trained on, all are evaluated. */
const PAIRS = settings.task.modulus ** 2;

/** Evaluations are as dense as in a whole run on average, where they get rarer. */
const EVALUATE_EVERY = Math.round(
  WHOLE / countScheduled(
    { ...settings.evaluation, stepsPerPass: stepsPerPass(pku.rows, pku.batch) },
    WHOLE,
  ),
);

/** Two runs of so many steps, which differ in their seed. */
function experiment(steps: number): string {
  const { presets: _, ...kept } = settings;
  return JSON.stringify({
    ...kept,
    name: "sweep",
    training: { ...settings.training, steps },
    evaluation: { every: EVALUATE_EVERY },
    seeds: [0, 1],
    figures: [],
    claims: [],
  });
}

/** The command from nothing, with so many jobs. */
function ours(steps: number, jobs: number): Turn {
  return () =>
    inFolder(async (folder) => {
      const config = join(folder, "sweep.yaml");
      await Deno.writeTextFile(config, experiment(steps));
      const args = ["run", config, "--jobs", String(jobs)];
      return (await timeCommand(project, folder, args)).seconds;
    });
}

/** Two processes with a thread each, from nothing. */
function pytorch(steps: number, memory: FreedMemory): Turn {
  const options = { passRows: pku.rows, batch: pku.batch, evaluateEvery: EVALUATE_EVERY };
  const feeds = trainingFeeds({ ...pku, rows: PAIRS, steps: 1 });
  const run = async () => {
    const process = (await PyTorch.open({ threads: ONE_EACH, memory }))!;
    await process.load(pku, feeds);
    await process.train(steps, options);
    await process.close();
  };
  return async () => {
    const start = performance.now();
    await Promise.all([run(), run()]);
    return (performance.now() - start) / 1000;
  };
}

/** A dash where that is not known. */
function show(value: number, digits: number, unit = ""): string {
  return Number.isNaN(value) ? "–" : value.toFixed(digits) + unit;
}

async function timeSweeps(): Promise<void> {
  const peer = await PyTorch.open({ threads: ONE_EACH, memory: "kept" });
  await peer?.close();
  const ways: Record<string, (steps: number) => Turn> = {
    "two at once": (steps) => ours(steps, 2),
    "one after the other": (steps) => ours(steps, 1),
    ...peer === null ? {} : {
      [AS_STARTED]: (steps) => pytorch(steps, "asStarted"),
      [KEPT]: (steps) => pytorch(steps, "kept"),
    },
  };
  const names = Object.keys(ways);
  const turns = names.flatMap((name) =>
    [short, long].map((steps) => [`${name} ${steps}`, ways[name]!(steps)] as const)
  );
  const times = await takeTurns(Object.fromEntries(turns), rounds, 0);
  const timesOf = (name: string, steps: number) => times[`${name} ${steps}`]!;
  const whole = (name: string) =>
    timesOf(name, short).map((seconds, round) =>
      extrapolate([short, seconds], [long, timesOf(name, long)[round]!], WHOLE)
    );
  const seconds = (values: readonly number[]) => show(median(values), 1, " s");
  console.log(formatTable([
    ["two runs", `${short} steps`, `${long} steps`, `${WHOLE} steps`, "runs per hour"],
    ...names.map((name) => [
      name,
      seconds(timesOf(name, short)),
      seconds(timesOf(name, long)),
      seconds(whole(name)),
      show(2 * 3600 / median(whole(name)), 2),
    ]),
  ]));
  const better = ratio(whole("one after the other"), whole("two at once"));
  const versus = (name: string) =>
    show(peer === null ? NaN : ratio(whole(name), whole("two at once")), 2);
  console.log(formatTable([
    ["runs per hour, two at once", "measured", "bound"],
    ["against one after the other with two threads", show(better, 2), ""],
    [`against ${AS_STARTED}`, versus(AS_STARTED), "3.5"],
    [`against ${KEPT}`, versus(KEPT), ""],
  ]));
}

interface Watched {
  readonly cost: Cost;
  readonly samples: readonly MemorySample[];
  /** When the first training had ended, in milliseconds since 1970. */
  readonly trained: number;
}

async function watchCommand(folder: string, name: string, args: string[]): Promise<Watched> {
  let stop: () => readonly MemorySample[] = () => [];
  const cost = await timeCommand(project, folder, args, (pid) => stop = watchMemory(pid));
  const samples = stop();
  const log = await Deno.readTextFile(join(folder, `artifacts/logs/${name}.jsonl`));
  const events = log.trimEnd().split("\n").map((line) => JSON.parse(line));
  const training = new Set(
    events.filter(({ stage }) => stage === "train").map(({ action }) => action),
  );
  const first = events.find(({ type, action }) =>
    type === "actionFinished" && training.has(action)
  );
  return { cost, samples, trained: Date.parse(first.time) };
}

async function watchWorkers(): Promise<void> {
  const megabytes = (bytes: number | null) => bytes === null ? "–" : (bytes / 1e6).toFixed(0);
  const row = (name: string, { cost, samples, trained }: Watched) => [
    name,
    megabytes(peakUntil(samples, trained)),
    megabytes(peakUntil(samples)),
    `${cost.seconds.toFixed(1)} s`,
  ];
  const sweep = await inFolder(async (folder) => {
    const config = join(folder, "sweep.yaml");
    await Deno.writeTextFile(config, experiment(long));
    return await watchCommand(folder, "sweep", ["run", config, "--jobs", "2"]);
  });
  const quickStart = await inFolder((folder) =>
    watchCommand(folder, "quickstart", ["run", join(project, "configs/quickstart.yaml")])
  );
  console.log(formatTable([
    ["most memory of a worker, MB", "when a run is trained", "by the end", "from nothing"],
    row(`PKU's transformer, ${long} steps`, sweep),
    row("quick start", quickStart),
    ["bound", "200", "", "15 s (quick start)"],
  ]));
}

const unset = freeFromHindrance();
if (unset.length > 0) console.log(`Without ${unset.join(", ")}, for PyTorch's sake`);
await watchWorkers(); // fills the caches of modules too, before anything is compared
await timeSweeps();
