import assert from "node:assert/strict";
import { writeOnnx } from "../../graph/onnx.ts";
import { parseProgram } from "../../graph/text.ts";
import { program } from "../../stages/program.ts";
import { assertGolden } from "../golden/golden.ts";
import { runOnce } from "./context.ts";
import { actionsOf, onlyAction, perceptron, textOf } from "./small_experiment.ts";

const params = onlyAction(actionsOf(perceptron), "program").params;

Deno.test("program gives the same bytes for the same params", async () => {
  const files = await runOnce(program, params, {});
  assert.deepEqual(Object.keys(files), [
    "train.onnx",
    "train.txt",
    "evaluate.onnx",
    "evaluate.txt",
    "observe.onnx",
    "observe.txt",
    "gradient.onnx",
    "gradient.txt",
    "jacobian.onnx",
    "jacobian.txt",
    "answer.txt",
    "manifest.json",
  ]);
  assert.deepEqual(await runOnce(program, params, {}), files);
});

Deno.test("program writes one program as text and as ONNX", async () => {
  const files = await runOnce(program, params, {});
  for (const name of ["train", "evaluate", "observe", "gradient", "jacobian"]) {
    const parsed = parseProgram(textOf(files[`${name}.txt`]));
    assert.deepEqual(writeOnnx(parsed), files[`${name}.onnx`]);
  }
});

const changes: [string, string[]][] = [
  ["a width", ["model.hiddenWidths=[13]"]],
  ["the dropout", ["model.dropout=0.2"]],
  ["the objective", ["objective.kind=meanSquaredError"]],
  ["Nesterov's momentum", ["optimizer.nesterov=false"]],
  ["the update rule", ["optimizer={ kind: rmsprop }"]],
  ["the modulus", ["task.modulus=11"]],
  ["the number of operands", ["task.operands=3"]],
  ["the encoding", ["task.encoding=operands"]],
];

for (const [what, overrides] of changes) {
  Deno.test(`program gives another training program for a change of ${what}`, async () => {
    const changed = onlyAction(actionsOf(perceptron, ...overrides), "program").params;
    const [before, after] = [
      await runOnce(program, params, {}),
      await runOnce(program, changed, {}),
    ];
    assert.notDeepEqual(after["train.onnx"], before["train.onnx"]);
  });
}

/** The training program of an experiment in configs/, with overrides. */
async function trainText(config: string, ...overrides: string[]): Promise<string> {
  const text = await Deno.readTextFile(new URL(`../../configs/${config}`, import.meta.url));
  const { params } = onlyAction(actionsOf(text, ...overrides), "program");
  return textOf((await runOnce(program, params, {}))["train.txt"]);
}

Deno.test("the training program of the quick start has the text on record", async () => {
  assertGolden("quickstart.txt", await trainText("quickstart.yaml"));
});

Deno.test("the training program of PKU's transformer has the text on record", async () => {
  const small = [
    "model.layers=1",
    "task.modulus=5",
    "model.width=8",
    "model.heads=2",
    "model.feedForwardWidth=16",
  ];
  assertGolden("pku_transformer.txt", await trainText("pku/alpha80.yaml", ...small));
});
