/** The guide quotes code: what it quotes is there, word for word. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const quote = /^From `([^`]+)`:\n\n```ts\n(.*?)^```$/gms;

/** Code without its indentation: a quotation begins at the margin. */
function flatten(code: string): string {
  return code.split("\n").map((line) => line.trim()).join("\n");
}

const guide = await Deno.readTextFile(join(root, "docs/extending.md"));
const quotes = [...guide.matchAll(quote)].map(([, path, code]) => ({ path: path!, code: code! }));

Deno.test("the guide to extending quotes code of all seven additions", () => {
  const quoted = new Set(quotes.map(({ path }) => path));
  for (
    const path of [
      "graph/ops/elementwise.ts",
      "optimizers/lion.ts",
      "models/lstm.ts",
      "tasks/lists.ts",
      "tasks/images.ts",
      "corruptions/random_labels.ts",
      "measures/feature_rank.ts",
    ]
  ) assert.ok(quoted.has(path), `docs/extending.md quotes nothing of ${path}`);
});

for (const [index, { path, code }] of quotes.entries()) {
  Deno.test(`quotation ${index + 1} of the guide stands in ${path}`, async () => {
    const source = await Deno.readTextFile(join(root, path));
    assert.ok(flatten(source).includes(flatten(code)), `not in ${path} any more:\n${code}`);
  });
}
