/** Which lists of kinds the code of each stage reaches: what a new row makes run again. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { bundleModule } from "../../dag/fingerprint.ts";
import { stages } from "../../stages/registry.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** By the noun that docs/extending.md has for a row, the file with its list. */
const lists: Readonly<Record<string, string>> = {
  task: "tasks/mod.ts",
  corruption: "corruptions/mod.ts",
  model: "models/mod.ts",
  objective: "objectives/mod.ts",
  optimizer: "optimizers/mod.ts",
  "rule for gradients": "gradient_rules/mod.ts",
  "rule for weights": "weight_rules/mod.ts",
  schedule: "schedules/mod.ts",
  op: "graph/ops/elementwise.ts",
  measure: "measures/mod.ts",
  log: "logs/mod.ts",
  "state dict": "state_dicts/mod.ts",
  figure: "figures/mod.ts",
  claim: "claims/mod.ts",
};

/** Files of which something is in the stage's bundle, as its fingerprint has it. */
function filesIn(entry: string): Set<string> {
  const { metafile } = bundleModule(fileURLToPath(entry), root);
  return new Set(
    Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).filter((file) => inputs[file]!.bytesInOutput > 0)
    ),
  );
}

Deno.test("a new row runs again what docs/extending.md says, and never a training", () => {
  const reached: Record<string, string[]> = {};
  for (const [stage, { entry }] of Object.entries(stages)) {
    const files = filesIn(entry);
    for (const [noun, file] of Object.entries(lists)) {
      if (files.has(file)) (reached[noun] ??= []).push(stage);
    }
  }
  const text = Deno.readTextFileSync(new URL("../../docs/extending.md", import.meta.url));
  const [, table] = text.split("| a new … | runs again |");
  const rows = table!.split("\n\n")[0]!.matchAll(/^\| ([^|`-]+) \| (.+) \|$/gm);
  const told: Record<string, string[]> = {};
  for (const [, nouns, stagesAgain] of rows) {
    const isNothing = stagesAgain!.startsWith("nothing");
    const names = isNothing ? [] : [...stagesAgain!.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
    const spelled = nouns!.replace("gradients or weights", "gradients, rule for weights");
    for (const noun of spelled.split(", ")) told[noun] = names;
  }
  for (const noun of Object.keys(lists)) {
    assert.deepEqual(told[noun], reached[noun] ?? [], noun);
    assert.ok(!told[noun]!.includes("train"), noun);
  }
});
