/**
 * How long a person waits for the dashboard, measured in a browser: from asking for the page to the
 * first curves of a run with 50 checkpoints and of an experiment with 1,000 runs, and what one step
 * of the slider costs. Needs Chromium (Debian: `apt-get install chromium`, or CHROMIUM=/path/to/it).
 *
 * deno task bench:dashboard [runs]
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { formatTable } from "../terminal/format.ts";
import { withDashboard, withoutBrowser, withPage } from "../tests/web/fixtures/browser.ts";
import { timeCommand } from "./command_line.ts";

const project = fileURLToPath(new URL("..", import.meta.url));
const RUNS = Number(Deno.args[0] ?? 1000);
const TIMES = 5;

const network = `
task: { kind: modular, operation: x+y, modulus: MODULUS, encoding: residues }
model: { kind: quadraticMlp, width: WIDTH }
objective: { kind: meanSquaredError }
optimizer: { kind: adamw, learningRate: 0.01, weightDecay: 1 }
`;

const checkpoints = `name: checkpoints
title: Fifty checkpoints
${network.replace("MODULUS", "97").replace("WIDTH", "128")}
split: { trainFraction: 0.5, seed: 0 }
training: { steps: 500, batch: { size: full } }
evaluation: { perDecade: 40 }
checkpoints: { every: 10 }
figures: []
`;

const many = `name: many
title: Many runs
${network.replace("MODULUS", "7").replace("WIDTH", "8")}
split: { seed: 0 }
training: { steps: 60, batch: { size: full } }
evaluation: { perDecade: 40 }
checkpoints: { every: 60 }
seeds: [${Array.from({ length: Math.ceil(RUNS / 100) }, (_, seed) => seed)}]
sweep:
  grid:
    split.trainFraction: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9]
    optimizer.weightDecay: [0, 0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 6]
figures: []
`;

/** Milliseconds from asking for a page until all of these are on it, and painted. */
async function timeFirst(page: Page, address: string, wanted: readonly string[]): Promise<number> {
  await page.goto("about:blank");
  await page.goto(address, { waitUntil: "commit" });
  return await page.evaluate((wanted) =>
    new Promise<number>((resolve) => {
      const look = () => {
        if (!wanted.every((each) => document.querySelector(each))) requestAnimationFrame(look);
        else requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      };
      look();
    }), wanted);
}

/** Milliseconds of work of the browser's main thread for each of 40 steps of the slider. */
async function timeStep(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
  };
  const STEPS = 40;
  await page.locator("body").press("Home");
  const before = await busy();
  for (let step = 0; step < STEPS; step++) await page.locator("body").press("ArrowRight");
  return (await busy() - before) / STEPS;
}

/** The first is what a person sees who has just started the dashboard; then the middle of several. */
async function timeSeveral(time: () => Promise<number>): Promise<readonly [number, number]> {
  const first = await time();
  const more: number[] = [];
  for (let at = 0; at < TIMES; at++) more.push(await time());
  return [first, more.sort((a, b) => a - b)[TIMES >> 1]!];
}

if (withoutBrowser !== null) throw new Error(`Nothing can be measured: ${withoutBrowser}`);
const folder = await Deno.makeTempDir({ prefix: "regrok-bench-" });
try {
  const ms = (time: number) => `${Math.round(time)} ms`;
  const lines = [["what", "first time", "again", "bound"]];
  for (
    const [name, text, wanted, bound] of [
      ["checkpoints", checkpoints, ["#accuracy canvas", "#loss canvas"], "1 s"],
      ["many", many, ["#accuracy canvas", "#all-runs canvas", "#phase-diagram svg"], "2 s"],
    ] as const
  ) {
    const config = join(folder, `${name}.yaml`);
    await Deno.writeTextFile(config, text);
    await timeCommand(project, folder, ["run", config]);
    await withDashboard(
      join(folder, "artifacts"),
      [config],
      (address) =>
        withPage(address, async ({ page }) => {
          const view = `${address}#experiment=${name}`;
          const [first, again] = await timeSeveral(() => timeFirst(page, view, wanted));
          lines.push([`first picture, ${name}`, ms(first), ms(again), bound]);
          if (name !== "checkpoints") return;
          await timeFirst(page, view, wanted);
          lines.push([
            "a step of the slider",
            "",
            `${(await timeStep(page)).toFixed(1)} ms`,
            "16 ms",
          ]);
        }),
    );
  }
  console.log(formatTable(lines));
} finally {
  await Deno.remove(folder, { recursive: true });
}
