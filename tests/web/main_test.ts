/** The dashboard as a person uses it, in a browser. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Event } from "../../schemas/events.ts";
import { inFolder, root, runCli, tiny } from "../commands/cli.ts";
import { pageTest, withDashboard, withPage } from "./fixtures/browser.ts";

/** Six runs, of which the last two were not begun; four are done, with three checkpoints each. */
async function prepare(folder: string): Promise<void> {
  const { code, stderr } = await runCli(folder, "run", tiny);
  assert.equal(code, 0, stderr);
  const text = await Deno.readTextFile(tiny);
  await Deno.writeTextFile(
    join(folder, "more.yaml"),
    text.replace("seeds: [0, 1]", "seeds: [0, 1, 2]"),
  );
}

let prepared: Promise<string> | null = null;

/** A dashboard of a folder of its own, where that was trained once for all tests. */
async function withRuns(use: (address: string, folder: string) => Promise<void>): Promise<void> {
  prepared ??= Deno.makeTempDir({ prefix: "regrok-pages-" }).then(async (folder) => {
    addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
    await prepare(folder);
    return folder;
  });
  await inFolder(
    (folder) =>
      withDashboard(
        artifactsIn(folder),
        [join(folder, "more.yaml")],
        (address) => use(address, folder),
      ),
    await prepared,
  );
}

const artifactsIn = (folder: string) => join(folder, "artifacts");
const hash = (page: Page) => decodeURIComponent(new URL(page.url()).hash);
const momentOf = (page: Page) => page.locator("#moment b").innerText();

/** The step at which the line of the moment stands in a chart. */
async function markedStep(page: Page, chart: string): Promise<number> {
  return Number(await page.locator(`#${chart} .moment`).getAttribute("data-step"));
}

pageTest(
  "the list of experiments shows runs and verdicts, and opens one",
  () =>
    withRuns((address) =>
      withPage(address, async ({ page }) => {
        await page.goto(address);
        await page.getByText("4 of 6 runs done").waitFor();
        await page.getByRole("button", { name: "Tiny addition" }).click();
        await page.locator("#accuracy .plot canvas").waitFor();
        assert.equal(hash(page), "#experiment=tiny");
        assert.equal(await page.locator("tr.run").count(), 6);
        await page.goBack();
        await page.getByText("4 of 6 runs done").waitFor();
      })
    ),
);

pageTest(
  "an experiment that nobody knew of is found when it is run, and its runs and verdicts are counted",
  () =>
    inFolder(async (folder) =>
      await withDashboard(
        join(folder, "artifacts"),
        [],
        (address) =>
          withPage(address, async ({ page }) => {
            await page.goto(address);
            await page.getByText("Nothing was run yet").waitFor();
            assert.equal((await runCli(folder, "run", tiny)).code, 0);
            await page.getByText("4 runs", { exact: true }).waitFor();
            await page.locator(".experiment-card").getByText("1 of 2 claims hold").waitFor();
            await page.locator("#verdicts").getByText("1 of 2 claims hold").waitFor();
          }),
      )
    ),
);

pageTest(
  "of a run that diverged pages say so, in place of pictures",
  () =>
    inFolder(async (folder) => {
      const args = ["--set", "optimizer.learningRate=1e38", "--set", "seeds=[0]"];
      assert.equal((await runCli(folder, "run", tiny, ...args)).code, 0);
      const text = await Deno.readTextFile(tiny);
      const file = join(folder, "diverging.yaml");
      await Deno.writeTextFile(
        file,
        text.replace(/learningRate: [^,}\n]+/, "learningRate: 1.0e+38").replace("[0, 1]", "[0]"),
      );
      await withDashboard(artifactsIn(folder), [file], (address) =>
        withPage(address, async ({ page }) => {
          await page.goto(`${address}#experiment=tiny`);
          await page.locator("#neurons").getByText("its numbers are not finite").waitFor();
          await page.locator("#answers").getByText("its numbers are not finite").waitFor();
          await page.getByText("diverged").first().waitFor();
        }));
    }),
);

pageTest(
  "moving over a curve goes through time, a click stays, slider, play and keys move on",
  () =>
    withRuns((address) =>
      withPage(address, async ({ page }) => {
        await page.goto(`${address}#experiment=tiny&runs=trainFraction-0.8_seed-0`);
        const over = page.locator("#accuracy .u-over");
        await over.waitFor();
        const painted = await paintings(page);
        assert.equal(await momentOf(page), "step 60");

        await over.hover({ position: { x: 3, y: 50 } });
        assert.equal(await momentOf(page), "step 0");
        assert.equal(await markedStep(page, "loss"), 0, "other charts follow");
        await page.mouse.move(0, 0);
        assert.equal(await momentOf(page), "step 60", "what was not clicked goes back");

        await over.click({ position: { x: 3, y: 50 } });
        await page.mouse.move(0, 0);
        assert.equal(await momentOf(page), "step 0");
        await page.waitForFunction(() => location.hash.includes("step=0"));

        await page.locator("#step").fill("1");
        assert.equal(await momentOf(page), "step 40");
        await page.locator("body").press("ArrowLeft");
        assert.equal(await momentOf(page), "step 20");
        await page.locator("body").press("Shift+ArrowRight");
        assert.equal(await momentOf(page), "step 60");
        await page.locator("body").press("Home");
        assert.equal(await momentOf(page), "step 20");
        await page.locator("body").press("Space");
        await page.waitForFunction(() =>
          document.querySelector("#moment b")?.textContent === "step 60" &&
          document.querySelector("#play")?.getAttribute("aria-label") === "play"
        );
        assert.equal(await paintings(page), painted, "no curve was drawn again for all of this");

        await page.locator("body").press("j");
        await page.waitForFunction(() => location.hash.includes("runs=trainFraction-0.8_seed-1"));
        await page.locator("body").press("l");
        assert.equal(await page.locator("#scale").innerText(), "linear steps");
        await page.locator("body").press("?");
        await page.getByRole("dialog").waitFor();
      })
    ),
);

/** How often the curves of the accuracies were painted since the page asked first. */
async function paintings(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("#accuracy canvas")!;
    const counted = canvas as HTMLCanvasElement & { painted?: number };
    if (counted.painted === undefined) {
      counted.painted = 0;
      const context = canvas.getContext("2d")!;
      const clear = context.clearRect.bind(context);
      context.clearRect = (...area) => {
        counted.painted!++;
        clear(...area);
      };
    }
    return counted.painted;
  });
}

pageTest(
  "an address brings the same view back: runs, step, zoom, conditions, order, groups",
  () =>
    withRuns((address) => {
      const view = "#experiment=tiny&runs=trainFraction-0.4_seed-0,trainFraction-0.8_seed-0" +
        "&step=20,40&x=linear&zoom=10,50&where=seed<1+%26+state%3Ddone&sort=-validation99" +
        "&group=split.trainFraction&thresholds=0.5,0.6,2";
      return withPage(address, async ({ page }) => {
        await page.goto(address + view);
        await page.locator("#accuracy .moment").nth(1).waitFor({ state: "attached" });
        const steps = await page.locator("#accuracy .moment").evaluateAll((all) =>
          all.map((each) => each.dataset.step)
        );
        assert.deepEqual(steps, ["20", "40"]);
        assert.equal(await page.locator("tr.run").count(), 2);
        assert.equal(await page.locator("tr.group").count(), 2);
        assert.equal(await page.locator("#where").inputValue(), "seed<1 & state=done");
        assert.equal(await page.locator("#zoom-out").count(), 1);
        assert.deepEqual(
          await page.locator(".thresholds output").allInnerTexts(),
          ["50.0 %", "60.0 %", "2×"],
        );
        assert.equal(hash(page), decodeURIComponent(view));

        await page.locator("#where").fill("sed<1");
        await page.getByText('No run has a value named "sed"').waitFor();
        assert.equal(await page.locator("tr.run").count(), 6, "all are listed then");
      });
    }),
);

pageTest(
  "the curve of a run grows while it is trained, and what was zoomed to stays",
  () =>
    withRuns((address, folder) => {
      const run = "trainFraction-0.8_seed-2";
      const action = `train/tiny/${run}`;
      const log = join(artifactsIn(folder), "logs/tiny.jsonl");
      const write = (...events: Event[]) =>
        Deno.writeTextFile(log, events.map((event) => `${JSON.stringify(event)}\n`).join(""), {
          append: true,
        });
      const progress = (done: number): Event => ({
        type: "actionProgress",
        action,
        link: 0,
        links: 3,
        done,
        total: 20,
        values: { trainAccuracy: done / 20, validationAccuracy: done / 40 },
      });
      return withPage(address, async ({ page }) => {
        await page.goto(`${address}#experiment=tiny&runs=${run}&zoom=1,15&x=linear`);
        await page.locator("tr.run").first().waitFor();
        await write({ type: "planned", actions: [] }, {
          type: "actionStarted",
          action,
          stage: "train",
        });
        await page.getByText("● 1 running").waitFor();
        await write(progress(0), progress(5), progress(10));
        await page.waitForFunction(() =>
          document.querySelector("#accuracy .moment")?.getAttribute("data-step") === "10"
        );
        await write(progress(15));
        await page.waitForFunction(() =>
          document.querySelector("#accuracy .moment")?.getAttribute("data-step") === "15"
        );
        assert.match(hash(page), /zoom=1,15/);
        const place = await page.locator("#accuracy .moment").evaluate((line) =>
          line.getBoundingClientRect().right - line.parentElement!.getBoundingClientRect().right
        );
        assert.ok(Math.abs(place) < 3, "step 15 is still the right edge of the chart");
        await write({
          type: "runFinished",
          status: "stopped",
          links: 0,
          executed: [],
          shared: [],
          cutOff: [],
          failed: [],
          unfinished: [],
        });
        await page.getByText("● 1 running").waitFor({ state: "detached" });
      });
    }),
);

pageTest(
  "what is seen can be saved as CSV, SVG and PNG",
  () =>
    withRuns((address) =>
      withPage(address, async ({ page }) => {
        await page.goto(`${address}#experiment=tiny&runs=trainFraction-0.8_seed-0`);
        const save = async (figure: string, kind: string) => {
          await page.locator(`${figure} summary[aria-label=download]`).click();
          const waiting = page.waitForEvent("download");
          await page.locator(`${figure} .menu`).getByRole("button", { name: kind, exact: true })
            .click();
          const download = await waiting;
          return { name: download.suggestedFilename(), path: (await download.path())! };
        };
        await page.locator("#accuracy .u-over").waitFor();
        const csv = await save("#accuracy", "CSV");
        assert.equal(csv.name, "tiny-accuracy.csv");
        const rows = (await Deno.readTextFile(csv.path)).split("\r\n");
        assert.equal(rows[0], "step,train,validation,batch");
        assert.deepEqual(
          rows.slice(1, -1).map((row) => Number(row.split(",")[0])),
          [
            ...[0, 10, 20, 30, 40, 50, 60],
          ],
        );
        for (const figure of ["#loss", "#setting-steps", "#phase-diagram"]) {
          const svg = await save(figure, "SVG");
          assert.match(await Deno.readTextFile(svg.path), /^<svg [^]*<\/svg>\n$/);
          const png = await save(figure, "PNG");
          const bytes = await Deno.readFile(png.path);
          assert.deepEqual([...bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
        }
        await page.locator("#pictures .panel canvas").first().waitFor();
        const picture = await save("#pictures .panel >> nth=0 >>", "PNG");
        assert.match(picture.name, /^trainFraction-0\.8_seed-0-step-60-[a-z-]+\.png$/);
      })
    ),
);

pageTest(
  "on a narrow screen nothing is wider than it, in dark as in light",
  () =>
    withRuns(async (address) => {
      for (const dark of [true, false]) {
        await withPage(address, async ({ page }) => {
          for (const view of ["", "#experiment=tiny"]) {
            await page.goto(address + view);
            await page.locator(view === "" ? ".experiment-card" : "#phase-diagram").waitFor();
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            assert.ok(wide <= 390, `${view} is ${wide} wide`);
          }
          assert.equal(
            await page.evaluate(() => document.documentElement.dataset.theme),
            dark ? "dark" : "light",
          );
          await page.locator("#theme").click();
          assert.equal(
            await page.evaluate(() => document.documentElement.dataset.theme),
            dark ? "light" : "dark",
          );
        }, { width: 390, height: 844, dark });
      }
    }),
);

Deno.test("the dashboard may read, and listen here: it may write nothing, and reach nobody", () => {
  const { permissions } = JSON.parse(Deno.readTextFileSync(join(root, "deno.json")));
  const { read, env, net, ffi, run, ...rest } = permissions.dashboard;
  assert.deepEqual([read, env, net, ffi, rest], [
    true,
    true,
    ["127.0.0.1", "localhost"],
    ["node_modules"],
    {},
  ]);
  assert.ok(run.every((path: string) => path.endsWith("/bin/esbuild")));
});
