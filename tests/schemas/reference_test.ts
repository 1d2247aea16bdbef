/** The reference says all that the schema knows, and the page in docs/ is that of the code. */
import assert from "node:assert/strict";
import { optimizerKinds } from "../../optimizers/mod.ts";
import { fieldPaths } from "../../schemas/fields.ts";
import { makeReference } from "../../schemas/reference.ts";
import { referenceMarkdown } from "../../schemas/reference_markdown.ts";
import { load, sample } from "./samples.ts";

const reference = makeReference();

Deno.test("docs/reference.md is that of the code", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/reference.md", import.meta.url));
  const cure = "run: ./regrok reference -o docs/reference.md";
  assert.equal(page.trim(), referenceMarkdown(reference).trim(), cure);
});

Deno.test("every setting of an experiment has an entry with words and what it takes", () => {
  const { families, settings } = reference;
  const ofKinds = families.flatMap(({ common, kinds }) => [
    ...common,
    ...kinds.flatMap(({ settings }) => settings),
  ]);
  const known = new Set([...settings, ...ofKinds].map(({ path }) => path));
  const { runs: [run] } = load(sample);
  const missing = fieldPaths(run!.settings)
    .filter((path) => !path.endsWith("kind") && !known.has(path));
  assert.deepEqual(missing, []);
  const silent = [...settings, ...ofKinds].filter(({ type, description }) => !type || !description);
  assert.deepEqual(silent.map(({ path }) => path), []);
});

Deno.test("every kind of every family has its title, and rows say their sources", () => {
  const optimizers = reference.families.find(({ noun }) => noun === "optimizer")!;
  assert.deepEqual(optimizers.kinds.map(({ kind }) => kind), Object.keys(optimizerKinds));
  assert.equal(optimizers.path, "optimizer");
  const adamw = optimizers.kinds[0]!;
  assert.match(adamw.source!, /arXiv:1711\.05101/);
  const decay = adamw.settings.find(({ path }) => path === "optimizer.weightDecay")!;
  assert.deepEqual([decay.type, decay.default], ["a number, at least 0", "1"]);
  const lstm = reference.families.flatMap(({ kinds }) => kinds).find(({ kind }) =>
    kind === "lstm"
  )!;
  assert.ok(lstm.published.some((text) => /351855 parameters/.test(text)), lstm.published.join());
});
