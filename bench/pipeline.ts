/**
 * What the pipeline itself costs: how long many tiny runs, a plan and the quick start take, beside
 * their bounds and beside the commit before workers stayed warm, on the same machine.
 *
 * deno task bench:pipeline [runs] [commit]
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contentHash } from "../store/content_hash.ts";
import { formatTable } from "../terminal/format.ts";
import { listTree } from "../tests/store/fixtures/folder.ts";
import { type Cost, inFolder, timeCommand } from "./command_line.ts";

const now = fileURLToPath(new URL("..", import.meta.url));
const RUNS = Number(Deno.args[0] ?? 1000);
const COMMIT = Deno.args[1] ?? "117012a";
/** Runs at which the two commits are compared: with more, the older takes hours. */
const COMPARED_RUNS = 50;
const TIMES = 3;

const TINY = `
title: Tiny
task: { kind: modular, operation: x+y, modulus: 5, encoding: residues }
split: { trainFraction: 0.5, seed: 0 }
model: { kind: quadraticMlp, width: 4 }
objective: { kind: meanSquaredError }
optimizer: { kind: adamw, learningRate: 0.01 }
schedule: { kind: constant }
training: { steps: 4, batch: { size: full } }
evaluation: { every: 1 }
checkpoints: { every: 2 }
`;

/** What tiny runs cost in one folder: to make them, to find them made, and to plan as many others. */
interface TinyCosts {
  readonly made: Cost;
  readonly nothing: Cost;
  readonly dryRun: Cost;
}

async function timeTiny(project: string, runs: number): Promise<TinyCosts> {
  return await inFolder(async (folder) => {
    const seeds = Array.from({ length: runs }, (_, index) => index);
    const config = join(folder, "tiny.yaml");
    await Deno.writeTextFile(config, `name: tiny\n${TINY}seeds: [${seeds}]\n`);
    const made = await timeCommand(project, folder, ["run", config]);
    const nothing = await median(() => timeCommand(project, folder, ["run", config]));
    const others = ["run", config, "-n", "--set", "optimizer.learningRate=0.02"];
    const dryRun = await median(() => timeCommand(project, folder, others));
    return { made, nothing, dryRun };
  });
}

interface QuickStart {
  readonly cost: Cost;
  /** Seconds to the first progress of a training. */
  readonly firstStep: number;
  /** Hashes of tables and figures by name. */
  readonly files: ReadonlyMap<string, string>;
}

async function timeQuickStart(project: string): Promise<QuickStart> {
  return await inFolder(async (folder) => {
    const began = Date.now();
    const config = join(project, "configs/quickstart.yaml");
    const cost = await timeCommand(project, folder, ["run", config]);
    const log = await Deno.readTextFile(join(folder, "artifacts/logs/quickstart.jsonl"));
    const first = log.split("\n").find((line) => line.includes('"actionProgress"'))!;
    const firstStep = (Date.parse(JSON.parse(first).time) - began) / 1000;
    return { cost, firstStep, files: readResults(join(folder, "artifacts")) };
  });
}

/** Figures with their numbers, and the table of metrics of each run. */
function readResults(artifacts: string): Map<string, string> {
  const names = ["figures/quickstart", "runs/quickstart"].flatMap((view) =>
    listTree(join(artifacts, view)).map((name) => join(view, name))
  ).filter((name) => /^figures\/.*\.(csv|png|svg)$|\/metrics\.csv$/.test(name));
  return new Map(
    names.map((name) => [name, contentHash(Deno.readFileSync(join(artifacts, name)))]),
  );
}

/** The run of the middle time of several. */
async function median(run: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let time = 0; time < TIMES; time++) costs.push(await run());
  return costs.sort((a, b) => a.seconds - b.seconds)[(TIMES - 1) / 2]!;
}

/** A checkout of the older commit, with its packages installed. */
async function withCheckout<T>(commit: string, use: (project: string) => Promise<T>): Promise<T> {
  const project = join(await Deno.makeTempDir({ prefix: "regrok-bench-" }), "before");
  await runProgram("git", ["-C", now, "worktree", "add", "--detach", project, commit]);
  try {
    await runProgram(Deno.execPath(), ["install", "--quiet", "--frozen"], project);
    return await use(project);
  } finally {
    await runProgram("git", ["-C", now, "worktree", "remove", "--force", project]);
    await Deno.remove(join(project, ".."));
  }
}

async function runProgram(program: string, args: string[], cwd = now): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args, cwd }).output();
  if (!success) throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
}

const seconds = (cost: number) => `${cost.toFixed(2)} s`;

/** Actions of n tiny runs: training and export of each, and a few for all. */
const perAction = ({ made }: TinyCosts, runs: number) => made.cpuSeconds / (2 * runs) * 1000;

await withCheckout(COMMIT, async (before) => {
  for (const project of [before, now]) await timeTiny(project, 1); // fills caches of modules
  const compared = [await timeTiny(before, COMPARED_RUNS), await timeTiny(now, COMPARED_RUNS)];
  const many = await timeTiny(now, RUNS);
  const quickStarts = [await timeQuickStart(before), await timeQuickStart(now)] as const;
  const [old, young] = compared as [TinyCosts, TinyCosts];
  const few = `${COMPARED_RUNS} tiny runs`;
  const ratio = (of: (costs: TinyCosts) => number) => [of(old), of(young)] as const;
  const lines: [string, readonly [number, number], (value: number) => string, string][] = [
    [`${few}, from nothing`, ratio(({ made }) => made.seconds), seconds, ""],
    [`${few}, nothing to do`, ratio(({ nothing }) => nothing.seconds), seconds, ""],
    [`dry run of ${few} beside as many`, ratio(({ dryRun }) => dryRun.seconds), seconds, ""],
    [
      "CPU of an action",
      ratio((costs) => perAction(costs, COMPARED_RUNS)),
      (value) => `${value.toFixed(0)} ms`,
      "",
    ],
    [
      "quick start, from nothing",
      [quickStarts[0].cost.seconds, quickStarts[1].cost.seconds],
      seconds,
      "15 s",
    ],
    [
      "quick start, to the first step",
      [quickStarts[0].firstStep, quickStarts[1].firstStep],
      seconds,
      "2 s",
    ],
  ];
  console.log(formatTable([
    ["", `${COMMIT}`, "now", "times faster", "bound"],
    ...lines.map(([what, [was, is], show, bound]) => [
      what,
      show(was),
      show(is),
      (was / is).toFixed(1),
      bound,
    ]),
    [`${RUNS} tiny runs, from nothing`, "", seconds(many.made.seconds), "", "180 s"],
    [`${RUNS} tiny runs, nothing to do`, "", seconds(many.nothing.seconds), "", "2 s"],
    [`dry run of ${RUNS} beside as many`, "", seconds(many.dryRun.seconds), "", "3 s"],
    [`CPU of an action of ${RUNS} runs`, "", `${perAction(many, RUNS).toFixed(0)} ms`, "", "60 ms"],
  ]));
  const [wasFiles, isFiles] = [quickStarts[0].files, quickStarts[1].files];
  const names = [...new Set([...wasFiles.keys(), ...isFiles.keys()])].sort();
  const differ = names.filter((name) => wasFiles.get(name) !== isFiles.get(name));
  console.log(
    `Tables and figures of the quick start: ${names.length - differ.length} of ${names.length} ` +
      `files have the same bytes${differ.map((name) => `\n  not ${name}`).join("")}`,
  );
});
