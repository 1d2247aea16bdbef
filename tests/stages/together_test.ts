/** Runs of a sweep that train as one program come out as if each had been trained alone. */
import assert from "node:assert/strict";
import { onnxEngineFor } from "../../engines/onnx_device.ts";
import { gatherRuns } from "../../engines/gathering.ts";
import { type EngineRow, findEngine } from "../../engines/registry.ts";
import type { RunResult } from "../../dag/scheduler.ts";
import type { Event } from "../../schemas/events.ts";
import { stages } from "../../stages/registry.ts";
import { keyOf } from "../../store/content_hash.ts";
import { decodeState } from "../../training/state.ts";
import { assertClose } from "../engines/closeness.ts";
import { type Laboratory, openLaboratory, perceptron, textOf } from "./small_experiment.ts";

const TOGETHER = 8;

/** The engine of a row, of which runs can have seats. */
function gathered(row: EngineRow, calls: number[] = []): EngineRow {
  return {
    ...row,
    together: (engine, runs) => {
      calls.push(runs);
      return Promise.resolve(gatherRuns(engine, runs));
    },
  };
}

const reference = gathered(findEngine("reference/cpu"));

/** Seeds, splits, batches of two sizes, dropout; some runs reach a goal, and one rate is too high. */
const sweep = perceptron.replace("learningRate: 0.1,", "") +
  "stopWhen: { metric: trainAccuracy, atLeast: 0.25, evaluations: 1 }\n" +
  "seeds: [0, 1]\n" +
  "sweep: { grid: { split.trainFraction: [0.3, 0.7], optimizer.learningRate: [0.1, 1e30] } }\n";

/**
 * Keys and content hashes of what was trained, by run and link. Of a network that has diverged no weights: by
 * a product with one-hot rows, NaN stands where a sum of rows leaves an infinity.
 */
function trained({ records }: RunResult): Record<string, Record<string, string>[]> {
  const trainings = [...records].filter(([id]) => id.startsWith("train/")).map(([id, links]) => [
    id,
    links.map(({ key, files, ended }) => ({
      key: keyOf(key),
      history: files["history.jsonl"]!.hash,
      checkpoint: id.includes("1e+30") ? "diverged" : files["checkpoint.safetensors"]!.hash,
      ended: String(ended),
    })),
  ]);
  return Object.fromEntries(trainings);
}

async function lastRows(laboratory: Laboratory, result: RunResult) {
  const ids = [...result.records.keys()].filter((id) => id.startsWith("train/"));
  return await Promise.all(ids.map(async (id) => {
    const lines = textOf(await laboratory.read(result, id, "history.jsonl")).trimEnd().split("\n");
    return JSON.parse(lines.at(-1)!) as { step: number; trainLoss: number | null };
  }));
}

Deno.test("a sweep trained together has the very files and keys of one trained run by run", async () => {
  const calls: number[] = [];
  await using alone = await openLaboratory({ engine: "reference/cpu" });
  await using together = await openLaboratory({
    engine: "reference/cpu",
    rows: { "reference/cpu": gathered(reference, calls) },
    together: TOGETHER,
  });
  const [expected, actual] = [await alone.run(sweep), await together.run(sweep)];
  assert.deepEqual(calls, [8], "all runs of a network in one execution");
  assert.deepEqual(trained(actual), trained(expected));
  const rows = await lastRows(together, actual);
  assert.ok(rows.some(({ trainLoss }) => trainLoss === null), "a run diverged");
  assert.ok(new Set(rows.map(({ step }) => step)).size > 2, "runs ended at steps of their own");
});

Deno.test("what was trained together is up to date for runs one by one, and the other way round", async () => {
  await using laboratory = await openLaboratory({
    engine: "reference/cpu",
    rows: { "reference/cpu": reference },
    together: TOGETHER,
  });
  await laboratory.run(sweep, ["seeds=[1]"]);
  const { executed } = await laboratory.run(sweep);
  const trainings = executed.filter((id) => id.startsWith("train/"));
  assert.deepEqual(trainings.map((id) => id.slice(-6)), ["seed-0", "seed-0", "seed-0", "seed-0"]);
  const { status, executed: again } = await laboratory.run(sweep);
  assert.deepEqual([status, again], ["done", []]);
});

Deno.test("no more runs than are allowed are trained together", async () => {
  const calls: number[] = [];
  await using laboratory = await openLaboratory({
    engine: "reference/cpu",
    rows: { "reference/cpu": gathered(reference, calls) },
    together: 3,
  });
  await laboratory.run(sweep);
  assert.deepEqual(calls, [3, 3, 2]);
});

Deno.test("a sweep that is stopped loses a link of each run at most, and goes on to the same files", async () => {
  const abort = new AbortController();
  const links = new Set<string>();
  await using whole = await openLaboratory({ engine: "reference/cpu" });
  await using laboratory = await openLaboratory({
    engine: "reference/cpu",
    rows: { "reference/cpu": reference },
    together: TOGETHER,
    onEvent: (event: Event) => {
      if (event.type !== "linkFinished" || !event.action.startsWith("train/")) return;
      links.add(`${event.action} ${event.link}`);
      if (event.link === 1) abort.abort();
    },
  });
  const stopped = await laboratory.run(sweep, [], undefined, abort.signal);
  assert.equal(stopped.status, "stopped");
  const before = links.size;
  assert.ok(before >= 6, "what was done is kept");
  const result = await laboratory.run(sweep);
  assert.deepEqual(trained(result), trained(await whole.run(sweep)));
});

Deno.test("a sweep trained together in float32 differs by rounding alone", async () => {
  const row: EngineRow = {
    ...findEngine("onnxruntime/webgpu"),
    load: () => Promise.resolve(onnxEngineFor("cpu")),
  };
  await using alone = await openLaboratory();
  await using together = await openLaboratory({
    engine: "onnxruntime/webgpu",
    rows: { "onnxruntime/webgpu": row },
    together: TOGETHER,
  });
  const calm = sweep.replace("1e30", "0.05");
  const [expected, actual] = [await alone.run(calm), await together.run(calm)];
  const ids = [...expected.records.keys()].filter((id) => id.startsWith("train/"));
  assert.equal(ids.length, 8);
  for (const id of ids) {
    const [a, b] = await Promise.all([[together, actual] as const, [alone, expected] as const].map(
      async ([laboratory, result]) =>
        decodeState(await laboratory.read(result, id, "checkpoint.safetensors")),
    ));
    assert.equal(a!.step, b!.step, id);
    for (const [name, tensor] of Object.entries(b!.tensors)) {
      assertClose(a!.tensors[name]!, tensor, 1e-6, `${name} of ${id}`);
    }
  }
});

Deno.test("trainings with other batches or networks are not of one kind", () => {
  const file = (hash: string) => [{ hash: hash.repeat(64) as never, size: 1 }];
  const common = (program: string, size: number) =>
    stages.train!.together!({
      params: { batch: { size }, seed: size },
      inputs: { train: file(program), evaluate: file("e"), manifest: file("f") },
    });
  assert.deepEqual(common("a", 5), common("a", 5));
  assert.notDeepEqual(common("a", 5), common("b", 5));
  assert.notDeepEqual(common("a", 5), common("a", 6));
});
