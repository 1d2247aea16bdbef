/** Smoothed curves, small multiples and points of two numbers, by mouse, keys and address. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { pageTest, withPage } from "../fixtures/browser.ts";
import { withCompared } from "../fixtures/compared.ts";

const hash = (page: Page) => decodeURIComponent(new URL(page.url()).hash);

/** A test of the page of a small experiment, at both widths and in both themes. */
function comparedTest(title: string, view: string, check: (page: Page) => Promise<void>) {
  const looks = [{ width: 1280, dark: false }, { width: 390, dark: true }];
  pageTest(title, () =>
    withCompared(async (address) => {
      for (const look of looks) {
        await withPage(address, async ({ page }) => {
          await page.goto(`${address}#experiment=tiny${view}`);
          await check(page);
        }, look);
      }
    }));
}

comparedTest(
  "curves are smoothed by key and by choice, and tell their raw values",
  "",
  async (page) => {
    const values = page.locator("#accuracy .legend output");
    await values.first().waitFor();
    const raw = await values.allInnerTexts();
    await page.locator("body").press("s");
    await page.waitForFunction(() => location.hash.includes("smooth=0.6"));
    assert.equal(await page.locator("#smooth").inputValue(), "0.6");
    assert.match(await page.locator("#loss figcaption").innerText(), /smoothed 0.6/);
    assert.deepEqual(await values.allInnerTexts(), raw);
    await page.locator("#smooth").selectOption("0");
    await page.waitForFunction(() => !location.hash.includes("smooth"));
  },
);

comparedTest(
  "small multiples have a chart for each value of a field, on the same steps",
  "",
  async (page) => {
    await page.getByLabel("small multiples by").selectOption("split.trainFraction");
    await page.locator("#facets figure").nth(1).waitFor();
    const titles = await page.locator("#facets figcaption b").allInnerTexts();
    assert.deepEqual(titles, ["trainFraction 0.4", "trainFraction 0.8"]);
    assert.match(hash(page), /facet=split\.trainFraction/);
    await page.reload();
    await page.locator("#facets canvas").nth(1).waitFor();
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider <= 0);
  },
);

comparedTest(
  "points of two numbers open their runs, with the keys too",
  "&scatterX=seed&scatterY=last+trainLoss",
  async (page) => {
    const points = page.locator("#scatter .point");
    await points.nth(3).waitFor();
    assert.equal(await points.count(), 4);
    assert.match(await points.first().getAttribute("aria-label") ?? "", /last trainLoss/);
    const second = await points.nth(1).getAttribute("data-run");
    await points.first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    assert.ok(hash(page).includes(`runs=${second}`), hash(page));
    const last = await points.nth(3).getAttribute("data-run");
    await points.nth(3).click();
    assert.ok(hash(page).includes(`runs=${last}`), hash(page));
    await page.locator("#scatter").getByLabel("x").selectOption("split.trainFraction");
    assert.match(hash(page), /scatterX=split\.trainFraction/);
  },
);
