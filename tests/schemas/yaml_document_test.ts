/** What a text may be as YAML: how much of it, how deep, and with which characters. */
import assert from "node:assert/strict";
import { parseYaml } from "../../schemas/yaml_document.ts";
import { load, refuse, sample } from "./samples.ts";

const axes = "split.trainFraction: [0.3, 0.5]";

Deno.test("values mean the same whatever a document says of its version", () => {
  for (
    const text of [
      "a: yes\nb: 0o17\nc: 2001-01-01\n",
      "%YAML 1.1\n---\na: yes\nb: 0o17\nc: 2001-01-01\n",
    ]
  ) {
    assert.deepEqual(parseYaml(text).document?.toJS(), { a: "yes", b: 15, c: "2001-01-01" });
  }
});

Deno.test("-0 is 0 in a file, in a list, behind an alias and on the command line", () => {
  const text = sample.replace("kind: adamw", "kind: adamw, weightDecay: &zero -0.0");
  const { runs } = load(text.replace("seeds: [0, 1]", "seeds: [-0, 1]"));
  assert.ok(Object.is(runs[0]!.seed, 0));
  for (const loaded of [load(text), load(sample, "optimizer.weightDecay=-0")]) {
    const { optimizer } = loaded.runs[0]!.settings;
    assert.ok(Object.is(Reflect.get(optimizer, "weightDecay"), 0));
  }
  const swept = load(sample.replace(axes, "optimizer.weightDecay: [-0, 1]"));
  assert.equal(swept.runs[0]!.id, "weightDecay-0_seed-0");
  assert.match(
    refuse(sample.replace(axes, "optimizer.weightDecay: [-0, 0]")),
    /makes a second run named weightDecay-0_seed-0/,
  );
});

Deno.test("what is not a plain value is refused: tags, keys that are lists, control characters", () => {
  assert.match(refuse(sample + "description: !!js/function a\n"), /12:14: Unresolved tag/);
  assert.match(refuse(sample + "[a]: 1\n"), /12:1: a key must be a text/);
  assert.match(refuse(sample + "? { a: 1 }\n: 2\n"), /12:3: a key must be a text/);
  assert.match(refuse(sample + ": 2\n"), /a key must be a text/);
  assert.match(refuse(sample + '"a\\0": 1\n'), /12:1: has the control character U\+0000/);
  assert.match(refuse(sample + 'source: "\\e[31m"\n'), /12:9: has the control character U\+001B/);
  assert.match(refuse(sample + 'source: "\\ud800"\n'), /12:9: has half of a character/);
  assert.match(refuse(sample + "# \x07\n"), /^small.yaml:12:3: has the control character U\+0007/);
  assert.match(refuse(sample + "# a\rb\n"), /^small.yaml:12:4: this line ends with a carriage/);
  assert.match(refuse(sample, "title=\x1b[2J"), /^--set title=\\x1b\[2J: title: .* U\+001B/);
  assert.match(refuse(sample + "---\nname: b\n"), /^small.yaml:12:1: begins a second document/);
});

Deno.test("line ends of Windows, a byte order mark and numbers as keys change nothing", () => {
  assert.deepEqual(load(sample.replaceAll("\n", "\r\n")), load(sample));
  assert.deepEqual(load("\ufeff" + sample), load(sample));
  assert.match(
    refuse(sample.replace("width: 8", "width: x").replaceAll("\n", "\r\n")),
    /small.yaml:4:37: .*\n {4}model: \{ kind: quadraticMlp, width: x \}\n/,
  );
  assert.match(refuse(sample + "12: 3\n"), /^small.yaml:12:1: 12: unknown key/);
});

Deno.test("texts that no experiment has are refused before they take time or memory", () => {
  const texts: [text: string, message: RegExp][] = [
    ["[".repeat(900_000), /1:101: is nested deeper than 100 levels/],
    [`seeds: ${"[".repeat(900_000)}`, /is nested deeper than 100 levels/],
    ["- ".repeat(400_000), /is nested deeper than 100 levels/],
    ["? ".repeat(400_000), /is nested deeper than 100 levels/],
    ["{a: ".repeat(200_000), /is nested deeper than 100 levels/],
    [
      `${sample}source: ${"x".repeat(2_000_000)}\n`,
      /has 2000\d\d\d letters, more than 1000000/,
    ],
    [`seeds: [${"1,".repeat(400_000)}]`, /is longer than an experiment can be/],
    ["&a ".repeat(300_000), /is longer than an experiment can be/],
    ["%a\n".repeat(300_000), /is longer than an experiment can be/],
    [Array.from({ length: 90_000 }, (_, i) => `k${i}: 1\n`).join(""), /is longer than/],
    [Array.from({ length: 12_000 }, (_, i) => `k${i}: 1\n`).join(""), /and \d+ more$/],
    [",".repeat(1_000_000), /1:1: /],
  ];
  for (const [text, message] of texts) {
    assert.match(refuse(text), message);
  }
});
