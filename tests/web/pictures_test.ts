/** The pictures of a network's inside as a person moves through them, in a browser. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { inFolder, runCli, tiny } from "../commands/cli.ts";
import { pageTest, withDashboard, withPage } from "./fixtures/browser.ts";

/** What a canvas shows, as text. */
const drawnOn = (page: Page, canvas: string) =>
  page.locator(canvas).first().evaluate((each) => (each as HTMLCanvasElement).toDataURL());

/** Waits until a canvas shows something else. */
async function changed(page: Page, canvas: string, before: string): Promise<void> {
  await page.waitForFunction(
    ([canvas, before]) =>
      document.querySelector<HTMLCanvasElement>(canvas!)!.toDataURL() !== before,
    [canvas, before],
  );
}

const panels = ["circle", "neurons", "answers", "spectrum", "embedding", "maps"] as const;

pageTest(
  "every picture shows the moment, says its numbers in words, and has words beside it",
  () =>
    inFolder(async (folder) => {
      const { code, stderr } = await runCli(folder, "run", tiny);
      assert.equal(code, 0, stderr);
      await withDashboard(join(folder, "artifacts"), [tiny], (address) =>
        withPage(address, async ({ page }) => {
          await page.goto(`${address}#experiment=tiny&runs=trainFraction-0.8_seed-0&step=20`);
          await page.locator("#circle canvas").waitFor();
          const answers = page.locator("#answers canvas");
          await answers.waitFor();
          assert.match(
            (await answers.getAttribute("aria-label"))!,
            /^Answers to all pairs: [\d.]+ % right of those trained on/,
          );
          const early = await Promise.all(panels.map((id) =>
            drawnOn(page, `#${id} canvas`)
          ));
          await page.locator("#step").fill("2");
          for (const [place, id] of panels.entries()) {
            await changed(page, `#${id} canvas`, early[place]!);
          }
          assert.equal(
            await page.locator("#attention").count(),
            0,
            "a network without attention has no picture of it",
          );

          for (const [view, panel] of [["as waves", "maps"], ["answers", "answers"]] as const) {
            const before = await drawnOn(page, `#${panel} canvas`);
            await page.getByRole("button", { name: view, exact: true }).click();
            await changed(page, `#${panel} canvas`, before);
          }

          const { width, height } = (await answers.boundingBox())!;
          const at = { x: (7 + 0.5) / 11 * width, y: (2 + 0.5) / 11 * height }; // a 2, b 7
          await answers.hover({ position: at });
          await page.getByText(/^a 2, b 7: /).waitFor();
          await answers.click({ position: at });
          await page.waitForFunction(() => location.hash.includes("pair=2,7"));
          assert.equal(await page.getByLabel("b", { exact: true }).inputValue(), "7");
          await page.getByLabel("a", { exact: true }).press("Control+a");
          await page.getByLabel("a", { exact: true }).pressSequentially("10");
          await page.getByText(/^right is 6, /).waitFor(); // 10 + 7 modulo 11

          await page.locator("#circle .guide summary").press("Enter");
          await page.locator("#circle .guide").getByText("before the jump").waitFor();
          const moment = await page.locator("#moment b").innerText();
          assert.equal(moment, "step 60", "no key moved the moment");
        }));
    }),
);

const permutations = `name: permutations
title: Permutations
task: { kind: permutations, operation: xy, letters: 3, encoding: equation }
model: { kind: mlp, hiddenWidths: [8] }
objective: { kind: crossEntropy }
optimizer: { kind: adamw }
training: { steps: 4 }
evaluation: { every: 2 }
checkpoints: { every: 2 }
`;

pageTest("a network that none of the pictures are of says so", () =>
  inFolder(async (folder) => {
    const config = join(folder, "permutations.yaml");
    await Deno.writeTextFile(config, permutations);
    const { code, stderr } = await runCli(folder, "run", config);
    assert.equal(code, 0, stderr);
    await withDashboard(join(folder, "artifacts"), [config], (address) =>
      withPage(address, async ({ page }) => {
        await page.goto(`${address}#experiment=permutations`);
        await page.getByText("There are no pictures of the inside of these networks").waitFor();
      }));
  }));
