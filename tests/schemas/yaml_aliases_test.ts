/** Anchors as people use them: to write a setting once and refer to it. */
import assert from "node:assert/strict";
import { load, refuse, sample } from "./samples.ts";

const base = `x-adam: &adam
  kind: adamw
  weightDecay: 0.5
  beta1: 0.8
`;
const merged = (section: string) => base + sample.replace("optimizer: { kind: adamw }", section);
const optimizerOf = (text: string, ...set: string[]) =>
  load(text, ...set).runs[0]!.settings.optimizer as unknown as Record<string, unknown>;

Deno.test("a merge key takes what the section does not say itself, wherever it stands", () => {
  for (
    const section of [
      "optimizer: { <<: *adam, beta1: 0.7 }",
      "optimizer: { beta1: 0.7, <<: *adam }",
      "optimizer:\n  <<: *adam\n  beta1: 0.7",
      "optimizer: { <<: [{ beta1: 0.7 }, *adam, { weightDecay: 3 }] }",
      "optimizer: { <<: { kind: adamw, weightDecay: 0.5 }, beta1: 0.7 }",
    ]
  ) {
    const { kind, weightDecay, beta1 } = optimizerOf(merged(section));
    assert.deepEqual({ kind, weightDecay, beta1 }, { kind: "adamw", weightDecay: 0.5, beta1: 0.7 });
  }
});

Deno.test("a merged field that is swept is in the order in which it is written", () => {
  const text = sample.replace(
    "    split.trainFraction: [0.3, 0.5]",
    "    <<: *grid\n    model.width: [8]",
  );
  const { runs } = load(`x-grid: &grid { optimizer.beta1: [0.5] }\n${text}`);
  assert.equal(runs[0]!.id, "beta1-0.5_width-8_seed-0");
});

Deno.test("an error in a merged value points at the line that has it", () => {
  const wrong = merged("optimizer: { <<: *adam }").replace("weightDecay: 0.5", "weightDecay: -1");
  assert.match(
    refuse(wrong),
    /^small.yaml:3:16: optimizer.weightDecay: must be at least 0, found -1/,
  );
  const unknown = merged("optimizer: { <<: *adam }").replace("weightDecay", "weightDecai");
  assert.match(refuse(unknown), /^small.yaml:3:3: optimizer.weightDecai: unknown key/);
  assert.match(
    refuse(merged("optimizer: { <<: *adam }"), "optimizer.beta1=2"),
    /^--set optimizer.beta1=2: optimizer.beta1: must be below 1, found 2/,
  );
});

Deno.test("--set changes one use of an anchor and not the others", () => {
  const text = sample.replace("seeds: [0, 1]", "seeds: &s [5]").replace("[0.3, 0.5]", "[0.3]");
  const { runs } = load(`${text}  zip: [{ split.seed: *s }]\n`, "seeds=[1]");
  assert.deepEqual(runs.map(({ seed, settings }) => [seed, settings.split.seed]), [[1, 5]]);
  assert.equal(optimizerOf(merged("optimizer: *adam"), "optimizer.beta1=0.1").beta1, 0.1);
});

Deno.test("merge keys that merge nothing, or come twice, are refused", () => {
  assert.match(
    refuse(merged("optimizer: { <<: 3 }")),
    /10:14: takes a section or a list of sections/,
  );
  assert.match(refuse(merged("optimizer: { <<: [*adam, 3] }")), /takes a section or a list/);
  assert.match(refuse(merged("optimizer: { <<: *adam, <<: *adam }")), /<< is given twice; give it/);
  assert.match(
    refuse(merged('optimizer: { kind: adamw, "<<": *adam }')),
    /optimizer.<<: unknown key/,
  );
});

Deno.test("aliases without end are refused: in a circle, or of billions", () => {
  assert.match(refuse(`${sample}source: &a [*a]\n`), /12:13: \*a stands inside of what it names/);
  assert.match(refuse(sample, "figures=&a { x: *a }"), /value is not YAML: \*a stands inside/);
  const laughs = Array.from(
    { length: 40 },
    (_, level) => `x-${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]\n`,
  );
  const bomb = `x-0: &a0 [${"1,".repeat(9)}]\n${laughs.join("")}${sample}`;
  assert.match(refuse(bomb), /has more than 100000 values once aliases are filled in/);
});
