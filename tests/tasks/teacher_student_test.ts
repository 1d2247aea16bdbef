/** Teacher and student: normal inputs, and outputs against numpy. */
import assert from "node:assert/strict";
import { teacherStudent } from "../../tasks/teacher_student.ts";
import { buildTeacher, largestOutputs } from "../../tasks/teacher_network.ts";

const network = {
  teacherWidth: 100,
  teacherDepth: 2,
  teacherActivation: "tanh",
  teacherScale: 1,
  teacherSeed: 0,
} as const;
const settings = { ...network, inputs: 5, outputs: 5, answers: "numbers", rows: 2000 } as const;

Deno.test("the teacher gives the outputs that numpy gives for the same weights", () => {
  const teacher = buildTeacher(network, 5, 5);
  const expected = new Map([
    ["0 0 0 0 0", [
      -2.54797969e-02,
      -2.90040710e-02,
      2.72440208e-02,
      7.90217879e-02,
      1.15320501e-04,
    ]],
    ["1 -1 0.5 2 0", [
      -1.26682436e-02,
      -1.02409850e-02,
      1.46616927e-01,
      -1.55648475e-01,
      -6.35307418e-02,
    ]],
  ]);
  for (const [row, outputs] of expected) {
    const found = teacher(Float64Array.from(row.split(" ").map(Number)));
    for (const [at, output] of found.entries()) {
      assert.ok(Math.abs(output - outputs[at]!) < 1e-9, `${row}: ${output}`);
    }
  }
});

Deno.test("inputs are normal, and targets are the teacher's outputs for them", () => {
  const { inputs, targets } = teacherStudent.build(settings, { files: {}, seed: 0 });
  const numbers = [...inputs];
  const mean = numbers.reduce((sum, input) => sum + input, 0) / numbers.length;
  const square = numbers.reduce((sum, input) => sum + input * input, 0) / numbers.length;
  // Deviations of these means are 0.01 and 0.014.
  assert.ok(Math.abs(mean) < 0.05 && Math.abs(square - 1) < 0.07, `${mean} ${square}`);
  const teacher = buildTeacher(network, 5, 5);
  for (const row of [0, 7, 1999]) {
    const outputs = teacher(Float64Array.from(inputs.subarray(row * 5, row * 5 + 5)));
    assert.deepEqual(targets.slice(row * 5, row * 5 + 5), Float32Array.from(outputs));
  }
});

Deno.test("other rows come with another split seed, another rule with another teacher", () => {
  const build = (split: number, seed: number) =>
    teacherStudent.build({ ...settings, teacherSeed: seed }, { files: {}, seed: split });
  assert.notDeepEqual(build(0, 0).inputs, build(1, 0).inputs);
  assert.deepEqual(build(0, 0).inputs, build(0, 1).inputs);
  assert.notDeepEqual(build(0, 0).targets, build(0, 1).targets);
});

Deno.test("of classes, the one whose output stands out most is the answer", () => {
  // The second output is always the largest; measured against its own mean it is so once.
  const outputs = Float64Array.of(1, 100, 0, 101, 0.9, 100);
  assert.deepEqual([...largestOutputs(outputs, 2)], [0, 1, 0]);
  const classes = teacherStudent.build({ ...settings, answers: "classes" }, {
    files: {},
    seed: 0,
  });
  const counts = [0, 1, 2, 3, 4].map((label) =>
    classes.targets.filter((each) => each === label).length
  );
  assert.ok(counts.every((count) => count > 100), `${counts}`);
});
