/** Variants of whole sections as an axis: what they change, and what is refused where. */
import assert from "node:assert/strict";
import { mergeSettings } from "../../schemas/variants.ts";
import { load, refuse, sample } from "./samples.ts";

const axes = "  grid:\n    split.trainFraction: [0.3, 0.5]\n";

function withVariants(...lines: string[]): string {
  assert.ok(sample.includes(axes));
  return sample.replace(
    axes,
    `  variants:\n    recipe:\n${lines.map((line) => `      ${line}\n`).join("")}`,
  );
}

Deno.test("variants are an axis of runs, each with the sections it changes", () => {
  const { runs } = load(
    withVariants(
      "same: {}",
      "sgd: { optimizer: { kind: sgd, learningRate: 0.5 } }",
      "small: { optimizer: { learningRate: 0.25 }, model: { width: 3 } }",
    ),
    "seeds=[7]",
  );
  assert.deepEqual(runs.map(({ id }) => id), [
    "recipe-same_seed-7",
    "recipe-sgd_seed-7",
    "recipe-small_seed-7",
  ]);
  const [same, sgd, small] = runs.map(({ settings }) => settings);
  assert.equal(sgd!.optimizer.kind, "sgd");
  assert.equal(sgd!.optimizer.learningRate, 0.5);
  assert.deepEqual(small!.optimizer, { ...same!.optimizer, learningRate: 0.25 });
  assert.deepEqual(small!.model, { kind: "quadraticMlp", width: 3 });
  assert.deepEqual(runs.map((run) => run.axes), [
    { "variants.recipe": "same" },
    { "variants.recipe": "sgd" },
    { "variants.recipe": "small" },
  ]);
});

Deno.test("fields are swept beside variants, also fields that only some of them have", () => {
  const { runs } = load(
    withVariants("sgd: { optimizer: { kind: sgd, learningRate: 0.5 } }") +
      "  grid:\n    optimizer.momentum: [0, 0.9]\n",
    "seeds=[0]",
  );
  assert.deepEqual(runs.map(({ id }) => id), [
    "recipe-sgd_momentum-0_seed-0",
    "recipe-sgd_momentum-0.9_seed-0",
  ]);
});

Deno.test("sections are merged, replaced with their kind, and taken out by null", () => {
  const settings = {
    model: { kind: "a", width: 1, more: { deep: 1, other: 2 } },
    evaluation: { every: 5 },
    stopWhen: { atLeast: 1 },
    list: [1, 2],
  };
  const merged = mergeSettings(settings, {
    model: { more: { deep: 3 } },
    evaluation: { perDecade: 4 },
    stopWhen: null,
    list: [9],
  });
  assert.deepEqual(merged, {
    model: { kind: "a", width: 1, more: { deep: 3, other: 2 } },
    evaluation: { perDecade: 4 },
    list: [9],
  });
  assert.deepEqual(mergeSettings(settings, { model: { kind: "b" } }).model, { kind: "b" });
  assert.deepEqual(settings.model.more, { deep: 1, other: 2 }, "the original stays");
});

for (
  const [what, line, more, message] of [
    [
      "a section that no run has",
      "sgd: { optimiser: {} }",
      "",
      /optimiser: is no section of a run/,
    ],
    ["a name with a space", "my own: {}", "", /must be letters, digits and hyphens/],
    ["a setting that is wrong", "wide: { model: { width: 0 } }", "", /model\.width: .*at least 1/],
    ["a key that is unknown", "wide: { model: { wdth: 3 } }", "", /model\.wdth: unknown key/],
    [
      "a field that is swept as well",
      "wide: { model: { width: 3 } }",
      "  grid:\n    model.width: [3, 4]\n",
      /model\.width: is set by a variant as well/,
    ],
  ] as const
) {
  Deno.test(`a variant is refused for ${what}, at its own place`, () => {
    const text = withVariants(line) + more;
    const told = refuse(text);
    assert.match(told, message);
    const place = Number(told.match(/^small\.yaml:(\d+):/)?.[1]);
    const row = text.split("\n")[place - 1]!;
    assert.equal(row.trim(), (more.split("\n")[1] || line).trim());
  });
}

Deno.test("an axis without variants is refused, and a --set that variants make vain", () => {
  const none = sample.replace(axes, "  variants:\n    recipe: {}\n");
  assert.match(refuse(none), /lists no variant/);
  const wide = withVariants("wide: { model: { width: 3 } }");
  const vain = refuse(wide, "model.width=4");
  assert.match(vain, /would change nothing; .*sweep\.variants\.recipe\.wide\.model\.width/);
});
