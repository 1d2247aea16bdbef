/** The tasks by the `kind` an experiment gives. */
import { z } from "zod";
import { kindUnion } from "../schemas/kinds.ts";
import { digits } from "./digits.ts";
import { images } from "./images.ts";
import { copying, reversing, sorting } from "./lists.ts";
import { mixedSums } from "./mixed_sums.ts";
import { modular } from "./modular.ts";
import { multitask } from "./multitask.ts";
import { permutations } from "./permutations.ts";
import { sequenceArithmetic } from "./sequence_arithmetic.ts";
import { sparseParity } from "./sparse_parity.ts";
import { teacher } from "./teacher.ts";
import { teacherStudent } from "./teacher_student.ts";
import type { TaskKind } from "./task.ts";

export const taskKinds = {
  modular,
  mixedSums,
  multitask,
  permutations,
  sequenceArithmetic,
  sorting,
  reversing,
  copying,
  sparseParity,
  teacher,
  teacherStudent,
  images,
  digits,
};

export const TaskSettings = kindUnion(taskKinds).meta({ description: "the table of examples" });
export type TaskSettings = z.infer<typeof TaskSettings>;

export function findTask(kind: TaskSettings["kind"]): TaskKind {
  return taskKinds[kind];
}
