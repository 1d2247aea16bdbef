/**
 * How long the quick start's network takes to grok in a browser tab, at α = 0.5: from asking for the
 * page, and from the first step, to 99 % of the pairs that it never saw. Needs Chromium (Debian:
 * `apt-get install chromium`, or CHROMIUM=/path/to/it).
 *
 * deno task bench:live
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatTable } from "../terminal/format.ts";
import { withDashboard, withoutBrowser, withPage } from "../tests/web/fixtures/browser.ts";

const quickstart = fileURLToPath(new URL("../configs/quickstart.yaml", import.meta.url));
const TIMES = 3;
const PATIENCE = { timeout: 120_000 };

if (withoutBrowser !== null) throw new Error(`Nothing can be measured: ${withoutBrowser}`);
const folder = await Deno.makeTempDir({ prefix: "regrok-bench-" });
const lines = [["", "to the first step", "first step to 99 %", "ms a step", "99 % at step"]];
try {
  await withDashboard(
    join(folder, "artifacts"),
    [quickstart],
    (address) =>
      withPage(address, async ({ page }) => {
        for (let time = 1; time <= TIMES; time++) {
          await page.goto("about:blank");
          const asked = performance.now();
          await page.goto(`${address}live#alpha=0.5&autostart=1`);
          await page.locator("#outcome").filter({ hasText: "Step" }).waitFor(PATIENCE);
          const begun = performance.now();
          await page.locator("#validation99").filter({ hasText: /\d/ }).waitFor(PATIENCE);
          const grokked = performance.now();
          const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
          lines.push([
            time === 1 ? "first time" : "again",
            seconds(begun - asked),
            seconds(grokked - begun),
            await page.locator("[id^='cost-a-step']").innerText(),
            await page.locator("#validation99").innerText(),
          ]);
        }
      }),
  );
} finally {
  await Deno.remove(folder, { recursive: true });
}
console.log(formatTable(lines));
