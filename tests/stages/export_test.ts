import assert from "node:assert/strict";
import type { Value } from "../../engines/engine.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { decodeTensors } from "../../formats/safetensors.ts";
import { HistoryRow } from "../../schemas/artifacts.ts";
import { RunSettings } from "../../schemas/run_settings.ts";
import { exportRun } from "../../stages/export.ts";
import { readOnnx, sizesOf } from "../graph/onnx_reader.ts";
import { runOnce } from "./context.ts";
import {
  decoder,
  type Laboratory,
  openLaboratory,
  perceptron,
  runsOf,
  textOf,
} from "./small_experiment.ts";

/** The files of the only run of an experiment, and its data. */
async function exportOf(laboratory: Laboratory, text: string) {
  const result = await laboratory.run(text);
  const [dataset] = [...result.records.keys()].filter((id) => id.startsWith("dataset/"));
  const read = (file: string) => laboratory.read(result, "export/small/seed-0", file);
  const rows = textOf(await read("history.jsonl")).trimEnd().split("\n")
    .map((line) => HistoryRow.parse(JSON.parse(line)));
  const data = decodeTensors(await laboratory.read(result, dataset!, "dataset.safetensors"));
  return { read, rows, data: data.tensors };
}

/** Losses and correctness as a person would compute them from logits. */
function judge({ shape, data }: Value, targets: ArrayLike<number>) {
  const [rows, answers, classes] = shape as [number, number, number];
  let [loss, correct] = [0, 0];
  for (let row = 0; row < rows; row++) {
    let right = true;
    for (let answer = 0; answer < answers; answer++) {
      const at = row * answers + answer;
      const logits = [...data.subarray(at * classes, (at + 1) * classes)];
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
      loss += (Math.log(total) - logits[targets[at]!]!) / answers / rows;
      right &&= logits.indexOf(Math.max(...logits)) === targets[at];
    }
    if (right) correct++;
  }
  return { loss, accuracy: correct / rows };
}

for (const [name, text] of Object.entries({ perceptron, decoder })) {
  Deno.test(`the exported ${name} answers as well as its last evaluation says`, async () => {
    await using laboratory = await openLaboratory();
    const { read, rows, data } = await exportOf(laboratory, text);
    const [tokens, targets] = [data.inputs!, data.targets!];
    const model = await onnxEngine.load(await read("model.onnx"), { threads: 1 });
    const pick = ({ shape, data }: Value, chosen: Int32Array): Value => {
      const width = shape[1]!;
      const picked = [...chosen].flatMap((row) => [
        ...data.subarray(row * width, (row + 1) * width),
      ]);
      return { shape: [chosen.length, width], data: Int32Array.from(picked) };
    };
    const last = rows.at(-1)!;
    for (const side of ["train", "validation"] as const) {
      const chosen = Int32Array.from(data[`sets.${side}`]!.data);
      const { logits } = await model.run({ tokens: pick(tokens, chosen) });
      const found = judge(logits!, pick(targets, chosen).data);
      assert.ok(Math.abs(found.loss - last[`${side}Loss`]!) < 1e-5, `${side} ${found.loss}`);
      assert.equal(found.accuracy, last[`${side}Accuracy`]);
    }
    const one = await model.run({ tokens: pick(tokens, Int32Array.of(3)) });
    assert.equal(one.logits!.shape[0], 1);
    await model.close();
  });
}

Deno.test("the exported network is plain ONNX, with its weights inside and a batch of any size", async () => {
  await using laboratory = await openLaboratory();
  const { read, data } = await exportOf(laboratory, decoder);
  const { graph, metadata, operatorSet } = readOnnx(await read("model.onnx"));
  assert.deepEqual(operatorSet.map(({ domain }) => domain), [""]);
  assert.deepEqual([...new Set(graph.node.map(({ domain }) => domain))], [""]);
  const [positions] = data.inputs!.shape.slice(1);
  assert.deepEqual(graph.input.map((each) => [each.name, sizesOf(each)]), [
    ["tokens", ["batch", positions]],
  ]);
  assert.deepEqual(graph.output.map((each) => [each.name, sizesOf(each)]), [
    ["logits", ["batch", 2, 22 + 5 + 120]],
  ]);
  assert.deepEqual(Object.fromEntries(metadata.map(({ key, value }) => [key, value])), {
    run: "seed-0",
    step: "6",
  });
});

Deno.test("metrics.csv holds the numbers of history.jsonl", async () => {
  await using laboratory = await openLaboratory();
  const { read, rows } = await exportOf(laboratory, perceptron);
  const [header, ...lines] = textOf(await read("metrics.csv")).trimEnd().split("\n");
  const columns = header!.split(",");
  assert.deepEqual(columns, [
    "step",
    "trainLoss",
    "trainAccuracy",
    "validationLoss",
    "validationAccuracy",
    "batchLoss",
    "batchAccuracy",
    "learningRate",
    "parameterNorm",
  ]);
  const numbers = lines.map((line) =>
    Object.fromEntries(
      line.split(",").flatMap((cell, index) =>
        cell === "" ? [] : [[columns[index]!, Number(cell)]]
      ),
    )
  );
  assert.deepEqual(numbers, rows);
  assert.deepEqual(rows.map(({ step }) => step), [0, 5, 10, 15, 20, 25, 30]);
  assert.match(lines[0]!, /^0,.*,,,,/, "what step 0 does not have is empty");
});

Deno.test("params.json says all that the run was told, defaults included", async () => {
  await using laboratory = await openLaboratory();
  const { read } = await exportOf(laboratory, perceptron);
  const { settings, ...label } = JSON.parse(textOf(await read("params.json")));
  assert.deepEqual(label, { run: "seed-0", seed: 0, axes: {}, engine: "onnxruntime/cpu" });
  assert.deepEqual(settings, runsOf(perceptron)[0]!.settings);
  assert.deepEqual(RunSettings.parse(settings), settings);
});

Deno.test("export refuses params it does not know", async () => {
  const params = {
    ...{ run: "seed-0", seed: 0, axes: {}, engine: "reference/cpu", settings: {} },
    title: "Small",
  };
  await assert.rejects(runOnce(exportRun, params, {}), /title/);
});
