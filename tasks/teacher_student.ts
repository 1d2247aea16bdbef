/** Normal inputs with the outputs of a fixed random network (Liu et al. 2022, Omnigrok). */
import { z } from "zod";
import { randomKey, randomNormal } from "../random/counter.ts";
import type { SettingsOf } from "../schemas/kinds.ts";
import { defineTask } from "./task.ts";
import { buildTeacher, largestOutputs, teacherFields } from "./teacher_network.ts";

const fields = {
  inputs: z.int().min(1).max(1024).default(5).meta({
    description: "numbers that a row has, each normal with mean 0 and deviation 1",
  }),
  outputs: z.int().min(2).max(1024).default(5).meta({
    description: "numbers that the teacher gives, or classes of which it chooses one",
  }),
  answers: z.enum(["numbers", "classes"]).default("numbers").meta({
    description: "whether its outputs are asked for, or which of them is the largest",
  }),
  rows: z.int().min(2).max(1_000_000).default(200).meta({
    description: "how many rows are drawn, with the split's seed",
  }),
  ...teacherFields,
};

/** arXiv:2210.01117: a teacher of 5-100-100-5 units with tanh, 100 rows to train and 100 to test. */
const omnigrok: SettingsOf<typeof fields> = {
  inputs: 5,
  outputs: 5,
  answers: "numbers",
  rows: 200,
  teacherWidth: 100,
  teacherDepth: 2,
  teacherActivation: "tanh",
  teacherScale: 1,
  teacherSeed: 0,
};

export const teacherStudent = defineTask({
  title: "teacher and student",
  description: "normal inputs with what a fixed random network makes of them",
  source: "Omnigrok, arXiv:2210.01117",
  fields,
  subject: ({ inputs, outputs, teacherSeed }) =>
    `teacher ${teacherSeed} from ${inputs} numbers to ${outputs}`,
  sizedBy: ["rows", "inputs"],
  check: () => [],
  size: ({ inputs, outputs, answers, rows }) => ({
    data: {
      input: { kind: "numbers", shape: [inputs] },
      output: answers === "numbers"
        ? { kind: "numbers", width: outputs }
        : { kind: "classes", answers: 1, classes: outputs },
    },
    rows,
    sets: {},
  }),
  build({ inputs: width, outputs: count, answers, rows, ...network }, { seed }) {
    const key = randomKey(seed, "teacherStudent");
    const inputs = Float32Array.from({ length: rows * width }, (_, at) => randomNormal(key, at));
    const teacher = buildTeacher(network, width, count);
    const outputs = new Float64Array(rows * count);
    for (let row = 0; row < rows; row++) {
      const shown = Float64Array.from(inputs.subarray(row * width, (row + 1) * width));
      outputs.set(teacher(shown), row * count);
    }
    const targets = answers === "numbers"
      ? Float32Array.from(outputs)
      : largestOutputs(outputs, count);
    const perRow = targets.length / rows;
    const inWords = (numbers: ArrayLike<number> & Iterable<number>) =>
      Array.from(numbers, (each) => String(Number(each.toPrecision(6)))).join(" ");
    return {
      inputs,
      targets,
      sets: {},
      vocabulary: [],
      text: (row) => ({
        input: inWords(inputs.subarray(row * width, (row + 1) * width)),
        answer: inWords(targets.subarray(row * perRow, (row + 1) * perRow)),
      }),
    };
  },
  published: [{ source: "Omnigrok, teacher and student", settings: omnigrok, rows: 200 }],
  samples: [
    { settings: omnigrok, rows: [] },
    {
      settings: {
        ...omnigrok,
        answers: "classes",
        teacherActivation: "relu",
        teacherDepth: 0,
        rows: 9,
      },
      rows: [],
    },
  ],
});
