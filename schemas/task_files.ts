/** Files that an experiment names: read when the experiment is, so that what is wrong is told then. */
import { findTask } from "../tasks/mod.ts";
import type { TaskFiles } from "../tasks/task.ts";
import type { FieldProblem } from "./kinds.ts";
import type { RunSettings } from "./run_settings.ts";

/** The bytes of a file by the path an experiment gives; throws an Error that says why it cannot. */
export type FileReader = (path: string) => Uint8Array;

/** The contents of the files of a task by their fields, or what is wrong with one of them. */
export function readTaskFiles(
  task: RunSettings["task"],
  read: FileReader,
): { readonly files: TaskFiles; readonly problems: readonly FieldProblem[] } {
  const files: Record<string, Uint8Array> = {};
  const problems: FieldProblem[] = [];
  const { sourceOfFiles } = findTask(task.kind);
  for (const [field, path] of taskPaths(task)) {
    try {
      files[field] = read(path);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const cure = sourceOfFiles === undefined ? "" : `; ${sourceOfFiles}`;
      const message = `cannot read "${path}": ${reason}${cure}`;
      problems.push({ fields: [`task.${field}`], message });
    }
  }
  return { files, problems };
}

/** A task with the name of each file's field in place of its path: files are known by content. */
export function withoutPaths(task: RunSettings["task"]): RunSettings["task"] {
  return { ...task, ...Object.fromEntries(taskPaths(task).map(([field]) => [field, field])) };
}

/** Fields that hold a path, with the path; optional ones only where they are given. */
function taskPaths(task: RunSettings["task"]): [field: string, path: string][] {
  const fields = findTask(task.kind).files ?? [];
  return fields.flatMap((field): [string, string][] => {
    const path: unknown = Reflect.get(task, field);
    return typeof path === "string" ? [[field, path]] : [];
  });
}
