import assert from "node:assert/strict";
import { pageTest, withPage } from "./fixtures/browser.ts";
import { withCompared } from "./fixtures/compared.ts";

pageTest(
  "the list and the page of an experiment show published steps, ours and their ratio",
  () =>
    withCompared((address) =>
      withPage(address, async ({ page }) => {
        await page.goto(address);
        const row = page.locator("#verdicts tbody tr").filter({ hasText: "sixty" });
        const [published, ours, ratio] = (await row.locator("td.number").allInnerTexts())
          .map(Number);
        assert.equal(published, 10);
        assert.equal(ratio, Number((ours! / 10).toFixed(2)));
        assert.equal(await page.locator("#verdicts tbody tr").count(), 2);
        await row.getByRole("button", { name: "tiny" }).click();
        const numbers = page.locator(".claims .numbers");
        assert.match(
          (await numbers.innerText()).replaceAll(/\s+/g, " "),
          new RegExp(`published 10 ours ${ours} ratio ${ratio!.toFixed(2)}`),
        );
      })
    ),
);
