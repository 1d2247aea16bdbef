/** What experiments name outside of themselves, from the folder of their file. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { surroundingsOf } from "../../commands/surroundings.ts";
import { perceptron } from "../stages/small_experiment.ts";

async function withFolder(check: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "regrok-surroundings-" });
  try {
    check(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("files are found from the folder of the experiment, and read once", () =>
  withFolder((folder) => {
    Deno.mkdirSync(join(folder, "data"));
    Deno.writeTextFileSync(join(folder, "data", "a"), "1");
    const { read } = surroundingsOf(join(folder, "small.yaml"));
    const first = read("data/a");
    assert.equal(new TextDecoder().decode(first), "1");
    assert.equal(read("data/a"), first);
    assert.throws(() => read("data/b"), { message: `there is no file ${join(folder, "data/b")}` });
    assert.throws(() => read("data"), /it is not a file/);
  }));

Deno.test("other experiments are found from there too, and none starts from itself", () =>
  withFolder((folder) => {
    const write = (name: string, text: string) =>
      Deno.writeTextFileSync(join(folder, `${name}.yaml`), text);
    write("small", perceptron);
    write("fork", `${perceptron}startFrom: { run: small/seed-0, step: 10 }\n`);
    write("self", `${perceptron}startFrom: { run: self/seed-0, step: 10 }\n`);
    const { load } = surroundingsOf(join(folder, "mine.yaml"));
    assert.equal(load("small"), load("small"));
    assert.equal(load("fork").runs[0]!.fork!.step, 10);
    assert.throws(() => load("self"), /self.yaml:.*startFrom.run: .*it would start from itself/);
    assert.throws(() => load("none"), /No such file/);
  }));
