/** Synthetic tasks: labels against numpy, what leaves them alone, and how many tasks there are. */
import assert from "node:assert/strict";
import { buildDataset } from "../../tasks/dataset.ts";
import type { TaskSettings } from "../../tasks/mod.ts";
import { SplitSettings } from "../../tasks/split.ts";
import { teacher } from "../../tasks/teacher.ts";

type Settings = Extract<TaskSettings, { kind: "teacher" }>;

const base: Settings = {
  kind: "teacher",
  modulus: 7,
  operands: 2,
  classes: 4,
  view: "oneHot",
  invariance: "none",
  teacherWidth: 64,
  teacherDepth: 2,
  teacherActivation: "tanh",
  teacherScale: 1,
  teacherSeed: 0,
  encoding: "residues",
};

function labelsOf(changes: Partial<Settings>): string {
  const { targets } = teacher.build({ ...base, ...changes }, { files: {}, seed: 0 });
  return targets.join("");
}

Deno.test("labels are those that numpy gives for the same weights", () => {
  assert.equal(
    labelsOf({ classes: 3, invariance: "trade", teacherSeed: 1 }),
    "2100001100001200001210001210001210001210001210000",
  );
  assert.equal(
    labelsOf({ view: "circle", invariance: "negate", teacherScale: 4, teacherSeed: 2 }),
    "2000000133313203332110002110001120001123331231333",
  );
  assert.equal(
    labelsOf({
      classes: 2,
      view: "number",
      invariance: "shift",
      teacherWidth: 16,
      teacherDepth: 3,
      teacherActivation: "relu",
      teacherSeed: 3,
    }),
    "1000011110000111100000111000001110000011100000111",
  );
});

/** Each invariance as a change of a pair (x, y) modulo 7. */
const changes: Record<string, (x: number, y: number, t: number) => [number, number]> = {
  swap: (x, y) => [y, x],
  shift: (x, y, t) => [(x + t) % 7, (y + t) % 7],
  trade: (x, y, t) => [(x + t) % 7, (y + 7 - t) % 7],
  negate: (x, y) => [(7 - x) % 7, (7 - y) % 7],
};

for (const [name, change] of Object.entries(changes)) {
  Deno.test(`${name} leaves every answer as it is, and without it some would change`, () => {
    const broken = (labels: string) => {
      let count = 0;
      for (let row = 0; row < 49; row++) {
        for (let t = 0; t < 7; t++) {
          const [x, y] = change(Math.floor(row / 7), row % 7, t);
          if (labels[x * 7 + y] !== labels[row]) count += 1;
        }
      }
      return count;
    };
    for (const view of ["oneHot", "number", "circle"] as const) {
      const invariance = name as Settings["invariance"];
      assert.equal(broken(labelsOf({ view, invariance, teacherSeed: 5 })), 0, view);
      assert.ok(broken(labelsOf({ view, invariance: "none", teacherSeed: 5 })) > 0, view);
    }
  });
}

Deno.test("every class is an answer, and none of nearly all rows", () => {
  for (const seed of [0, 1, 2, 3, 4]) {
    for (const view of ["oneHot", "number", "circle"] as const) {
      const labels = labelsOf({ modulus: 31, classes: 5, view, teacherSeed: seed });
      const counts = [0, 1, 2, 3, 4].map((label) => labels.split(String(label)).length - 1);
      assert.ok(counts.every((count) => count > 0 && count < 0.6 * 961), `${view} ${counts}`);
    }
  }
});

Deno.test("hundreds of seeds are hundreds of tasks", () => {
  const tables = new Set(
    Array.from({ length: 300 }, (_, seed) => labelsOf({ teacherSeed: seed, teacherWidth: 8 })),
  );
  assert.equal(tables.size, 300);
});

Deno.test("the table is the same for every split, and has as many classes as it says", () => {
  const build = (seed: number) =>
    buildDataset({ task: base, split: SplitSettings.parse({ seed }) });
  assert.deepEqual(build(0).targets, build(1).targets);
  assert.notDeepEqual(build(0).sets.train, build(1).sets.train);
  const { input, output } = build(0).size.data;
  assert.deepEqual(output, { kind: "classes", answers: 1, classes: 4 });
  assert.deepEqual(input, {
    kind: "tokens",
    positions: 2,
    vocabulary: 7,
    causal: false,
    ranges: [[0, 7], [0, 7]],
  });
});

Deno.test("more classes than numbers to write them, and tables without end, are refused", () => {
  const fields = (changes: Partial<Settings>) =>
    [...teacher.check({ ...base, ...changes })].map((problem) => problem.fields[0]);
  assert.deepEqual(fields({}), []);
  assert.deepEqual(fields({ classes: 8 }), ["task.classes"]);
  assert.deepEqual(fields({ modulus: 1000, operands: 4 }), ["task.modulus"]);
  assert.deepEqual(fields({ encoding: "sentence" }), ["task.encoding"]);
  assert.deepEqual(fields({ encoding: "operands" }), []);
});
