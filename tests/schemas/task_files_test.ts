/** Files of a task: their bytes by field, and what to do about those that cannot be read. */
import assert from "node:assert/strict";
import { readTaskFiles } from "../../schemas/task_files.ts";
import { TaskSettings } from "../../tasks/mod.ts";

const task = TaskSettings.parse({ kind: "images", images: "a.gz", labels: "b.gz" });

Deno.test("files are known by the fields that name them", () => {
  const { files, problems } = readTaskFiles(task, (path) => new TextEncoder().encode(path));
  assert.deepEqual(problems, []);
  assert.deepEqual(Object.keys(files), ["images", "labels"]);
  assert.equal(new TextDecoder().decode(files.labels), "b.gz");
});

Deno.test("images that are not there are told with the command that fetches them, and the way without", () => {
  const { problems } = readTaskFiles(task, (path) => {
    if (path === "b.gz") return new Uint8Array();
    throw new Error("there is no file here/a.gz");
  });
  const [problem, ...others] = problems;
  assert.deepEqual(others, []);
  assert.deepEqual(problem!.fields, ["task.images"]);
  assert.match(problem!.message, /^cannot read "a\.gz": there is no file here\/a\.gz; /);
  assert.match(problem!.message, /\.\/regrok download mnist, .* none \(kind: digits\)$/);
});
