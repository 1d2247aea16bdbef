/** The native stage: the same programs, each with the hash of its C. */
import assert from "node:assert/strict";
import { readNative } from "../../engines/native/program_file.ts";
import { printC } from "../../engines/native/print_program.ts";
import { parseProgram } from "../../graph/text.ts";
import { experimentActions } from "../../stages/actions.ts";
import { native } from "../../stages/native.ts";
import { program } from "../../stages/program.ts";
import { loadExperiment } from "../../schemas/yaml.ts";
import { runOnce } from "./context.ts";
import { actionsOf, onlyAction, perceptron, textOf } from "./small_experiment.ts";

Deno.test("native writes each program with its C's hash, the same every time", async () => {
  const { params } = onlyAction(actionsOf(perceptron), "program");
  const texts = await runOnce(program, params, {});
  const inputs = { train: [texts["train.txt"]!], evaluate: [texts["evaluate.txt"]!] };
  const files = await runOnce(native, {}, inputs);
  assert.deepEqual(Object.keys(files), ["train.native", "evaluate.native"]);
  for (const name of ["train", "evaluate"]) {
    const parsed = parseProgram(textOf(texts[`${name}.txt`]));
    assert.deepEqual(readNative(files[`${name}.native`]!), printC(parsed));
  }
  assert.deepEqual(await runOnce(native, {}, inputs), files);
});

Deno.test("only the native engine asks for the native stage, and reads nothing but its files", () => {
  const actions = experimentActions(
    loadExperiment(perceptron, "small.yaml", []),
    () => "native/cpu",
  );
  const { id } = onlyAction(actions, "native");
  const { inputs, engine } = onlyAction(actions, "train");
  assert.deepEqual(inputs.train, [{ action: id, file: "train.native" }]);
  assert.deepEqual(inputs.evaluate, [{ action: id, file: "evaluate.native" }]);
  assert.equal(engine, "native/cpu");
  assert.deepEqual(actionsOf(perceptron).filter(({ stage }) => stage === "native"), []);
});
