/** The page that trains, as a person uses it, in a browser. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { onnxEngine } from "../../engines/onnx.ts";
import type { FromWorker, HistoryRow, ToWorker } from "../../live/messages.ts";
import { openTraining } from "../../live/training.ts";
import { runToTry } from "../../live/experiment.ts";
import { loadExperiments } from "../../commands/workspace.ts";
import { choicesOf } from "../../live/choices.ts";
import { inFolder, root } from "../commands/cli.ts";
import { pageTest, withDashboard, withPage } from "./fixtures/browser.ts";
import { withCompared } from "./fixtures/compared.ts";

const quickstart = join(root, "configs", "quickstart.yaml");
/** Long enough for a machine that does much else. */
const PATIENCE = { timeout: 120_000 };

const withLivePage = (hash: string, use: Parameters<typeof withPage>[1]) =>
  inFolder((folder) =>
    withDashboard(
      join(folder, "artifacts"),
      [quickstart],
      (address) =>
        withPage(address, async (opened) => {
          await opened.page.goto(`${address}live${hash}`);
          await use(opened);
        }),
    )
  );

pageTest(
  "the quick start's network groks in the tab, and its runtime is fetched only when asked for",
  () =>
    withLivePage("", async ({ page }) => {
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      const button = page.getByRole("button", { name: "Fetch the runtime (3.7 MB) and train" });
      await page.getByText("1,740 rows to train on, 1,741 to validate").waitFor();
      assert.equal(await page.locator("#cost-parameters").innerText(), "45,312");
      assert.ok(!asked.some((path) => path.includes("onnxruntime")));

      await button.click();
      await page.locator("#validation99").filter({ hasText: /^\d+$/ }).waitFor(PATIENCE);
      assert.equal(await page.locator("#validation99").innerText(), "56");
      assert.ok(Number(await page.locator("#train99").innerText()) < 25, "long after memorising");
      assert.match(await page.locator("#outcome").innerText(), /it has understood/);
      assert.equal(await page.locator("#accuracy .plot canvas").count(), 1);
      await page.waitForFunction(() =>
        location.hash ===
          "#experiment=quickstart&alpha=0.5&decay=1&rate=0.01&p=59&seed=0&optimizer=adamw"
      );
    }),
);

pageTest(
  "it pauses, makes one step, starts over, and says what another choice costs",
  () =>
    withLivePage("#p=13&decay=0.5&autostart=1", async ({ page }) => {
      const stepNow = async () =>
        Number(
          /^Step ([\d,]+)/.exec(await page.locator("#outcome").innerText())![1]!.replace(",", ""),
        );
      await page.getByRole("button", { name: "Pause" }).waitFor(PATIENCE);
      await page.locator("#outcome").filter({ hasText: "Step" }).waitFor();
      await page.locator("body").press("Space");
      await page.getByRole("button", { name: "Train on" }).waitFor();
      const paused = await stepNow();
      await page.locator("body").press(".");
      await page.waitForFunction(
        (text) => document.querySelector("#outcome")!.textContent!.startsWith(text),
        `Step ${paused + 1}`,
      );

      await page.locator("#trainFraction").fill("2");
      await page.locator("#trainFraction").blur();
      await page.locator("#trainFraction-problem").waitFor();
      assert.ok(await page.locator("#go").isDisabled());
      await page.locator("#trainFraction").fill("0.8");
      await page.locator("#trainFraction").blur();
      await page.getByText("135 rows to train on, 34 to validate").waitFor();
      await page.locator("#optimizer").selectOption("muon");
      await page.getByRole("button", { name: "Train anew" }).waitFor();
      await page.locator("#reset").click();
      await page.locator("#outcome").filter({ hasText: "Step 0" }).waitFor();
      await page.waitForFunction(() => /alpha=0\.8.*optimizer=muon/.test(location.hash));
    }),
);

pageTest(
  "the first steps agree with onnxruntime-node to 1e-5, and no function is made of text",
  () =>
    withLivePage("", async ({ page, address }) => {
      const [found] = await loadExperiments([quickstart], { set: [] });
      const run = runToTry(found!.runs)!;
      const live = await openTraining(run, { engine: onnxEngine, threads: 1 });
      const expected = await live.advance(20);
      await live.close();
      const { settings, seed } = run;
      const wanted = { id: 1, settings, choices: choicesOf(settings, seed) };
      const rows = await page.evaluate(
        async ({ address, wanted, last }) => {
          const worker = new Worker(`${address}live_worker.js`, { type: "module" });
          const tell = (message: ToWorker) => worker.postMessage(message);
          const rows: HistoryRow[] = [];
          await new Promise<void>((resolve, reject) => {
            worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
              if (data.type === "failed") reject(new Error(data.message));
              if (data.type !== "moved") return;
              rows.push(...data.rows);
              if (data.step >= last) resolve();
              else tell({ type: "step" });
            };
            const [wasm, glue] = [`${address}onnxruntime.wasm.gz`, `${address}onnxruntime.mjs`];
            tell({ type: "load", wasm, glue, threads: 2 });
            tell({ type: "open", ...wanted });
          });
          worker.terminate();
          return rows;
        },
        { address, wanted, last: 20 },
      );
      assert.deepEqual(rows.map(({ step }) => step), expected.map(({ step }) => step));
      for (const [at, row] of rows.entries()) {
        for (const [column, value] of Object.entries(row)) {
          const other = expected[at]![column]!;
          assert.ok(
            Math.abs(value! - other) < 1e-5 * Math.max(1, other),
            `${column} ${value} ${other}`,
          );
        }
      }
    }),
);

pageTest(
  "of what a claim says was published only steps to 99 % stand beside those of the stored run",
  () =>
    withCompared((address) =>
      withPage(address, async ({ page }) => {
        await page.goto(`${address}live`);
        await page.getByText("stored run trainFraction-0.4_seed-0").waitFor();
        assert.equal(await page.locator("#published").count(), 0); // steps to 20 %
      })
    ),
);
