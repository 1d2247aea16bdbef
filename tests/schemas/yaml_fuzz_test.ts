/** Whatever a text is, it is an experiment or it is refused in words: nothing else ever comes out. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ConfigError } from "../../schemas/diagnostics.ts";
import { loadExperiment } from "../../schemas/yaml.ts";

const quickstart = Deno.readTextFileSync(new URL("../../configs/quickstart.yaml", import.meta.url));
const lines = quickstart.split("\n");

/** Pieces that people and attackers put where they do not belong. */
const pieces = [
  ..."[]{}:,-?&*!|>'\"%@`#\t\0\x1b",
  ...["<<: *a", "&a ", "*a", "- ", "? ", ": ", "---\n", "...\n", "null", "~", "{}", "[]", ".nan"],
  ...["-0", "1e999", "1e15", "-1", "0.5", "!!set ", "!x ", "__proto__: ", "constructor: "],
  ...["x-a: &a {kind: adamw}\n", "kind", "\r", "\ufeff", "\ud800", "顿", "9".repeat(400)],
];

const mutation = fc.oneof(
  fc.record({ at: fc.nat(), cut: fc.nat(20), put: fc.constantFrom(...pieces) }),
  fc.record({ at: fc.nat(), cut: fc.nat(200), put: fc.constantFrom(...lines) }),
  fc.record({ at: fc.nat(), cut: fc.nat(3), put: fc.string({ maxLength: 6, unit: "binary" }) }),
);

function mutate(text: string, { at, cut, put }: { at: number; cut: number; put: string }): string {
  const start = at % (text.length + 1);
  return text.slice(0, start) + put + text.slice(start + cut);
}

const loadOrRefuse = (text: string, overrides: readonly string[]) => {
  try {
    loadExperiment(text, "mutant.yaml", overrides);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    assert.ok(error.message.length < 40_000);
    // deno-lint-ignore no-control-regex -- nothing that commands a terminal may come through
    assert.doesNotMatch(error.message, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
  }
};

Deno.test("mutants of the quick start are loaded, or refused with a place and without controls", () => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      loadOrRefuse(mutations.reduce(mutate, quickstart), []);
    }),
    { seed: 5, numRuns: 300 },
  );
});

Deno.test("any --set is applied or refused", () => {
  const key = fc.array(
    fc.oneof(
      fc.constantFrom(
        "sweep",
        "grid",
        "task",
        "model",
        "seeds",
        "claims",
        "where",
        "0",
        "99",
        "kind",
      ),
      fc.constantFrom("__proto__", "constructor", "", " ", "x-a", "split.trainFraction"),
      fc.string({ maxLength: 5 }),
    ),
    { minLength: 1, maxLength: 4 },
  ).map((parts) => parts.join("."));
  const value = fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 }));
  fc.assert(
    fc.property(key, value, (key, value) => loadOrRefuse(quickstart, [`${key}=${value}`])),
    { seed: 5, numRuns: 300 },
  );
});
