/** Runs at one engine: what they run at the same time is one program, and each gets its own results. */
import assert from "node:assert/strict";
import type { Engine, Executable, Values } from "../../engines/engine.ts";
import { gatherRuns } from "../../engines/gathering.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { nextName } from "../../graph/next_name.ts";
import { checkProgram, type Program } from "../../graph/program.ts";
import { input } from "../../graph/tensor.ts";
import { load, runOnce, writeFor } from "./run_program.ts";

/** Adds rows of a table, times a rate, to what there is. */
function adding(): Program {
  const table = input("table", ["rows", 2]);
  const rate = input("rate", []);
  const batch = input("batch", ["batch"], "int");
  const sum = input("sum", [2]);
  return checkProgram({
    name: "adding",
    inputs: [
      { role: "fixed", tensor: table },
      { role: "fixed", tensor: rate },
      { role: "step", tensor: batch },
      { role: "state", tensor: sum },
    ],
    outputs: [
      {
        role: "state",
        name: nextName("sum"),
        tensor: sum.add(table.gather(batch).sum([0]).mul(rate)),
      },
      { role: "step", name: "total", tensor: sum.sum() },
    ],
  });
}

/** Twice a vector. */
function doubling(): Program {
  const x = input("x", [2]);
  return checkProgram({
    name: "doubling",
    inputs: [{ role: "fixed", tensor: x }],
    outputs: [{ role: "result", name: "y", tensor: x.mul(2) }],
  });
}

const table = { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
const held = (run: number) => ({ table, rate: { shape: [], data: Float32Array.of(run + 1) } });
const feeds = (run: number, steps: number): Values => ({
  batch: {
    shape: [steps, 2],
    data: Int32Array.from({ length: 2 * steps }, (_, at) => (at + run) % 3),
  },
  sum: { shape: [2], data: Float32Array.of(run, -run) },
});
const alone = (run: number, steps: number) =>
  runOnce(referenceEngine, adding(), { ...held(run), ...feeds(run, steps) });

/** The reference engine, which says how often programs run, and of how many runs each is. */
function counting(sizes: number[]): Engine {
  return {
    ...referenceEngine,
    async load(program, options) {
      const executable = await referenceEngine.load(program, options);
      const first = /^(?:state sum|fixed x): float\[(.*)\]$/m
        .exec(new TextDecoder().decode(program))![1]!.split(", ");
      return {
        ...executable,
        run(feeds) {
          sizes.push(first.length === 1 ? 1 : Number(first[0]));
          return executable.run(feeds);
        },
      };
    },
  };
}

async function sit(engine: Engine, runs: number) {
  const seats = gatherRuns(engine, runs);
  const executables = await Promise.all(seats.map(({ engine }) => load(engine, adding())));
  executables.forEach((executable, run) => executable.hold(held(run)));
  return { seats, executables };
}

Deno.test("runs that run a program at the same time run it as one, with results of their own", async () => {
  const sizes: number[] = [];
  const { executables } = await sit(counting(sizes), 4);
  for (const steps of [3, 1]) {
    const results = await Promise.all(executables.map((each, run) => each.run(feeds(run, steps))));
    for (const [run, result] of results.entries()) {
      assert.deepEqual(result, await alone(run, steps));
    }
  }
  assert.deepEqual(sizes, [4, 4]);
});

Deno.test("nothing runs before each run waits or has left, and sizes are powers of two", async () => {
  const sizes: number[] = [];
  const { seats, executables } = await sit(counting(sizes), 6);
  const first = Promise.all([0, 1, 2, 4].map((run) => executables[run]!.run(feeds(run, 2))));
  await seats[3]!.leave();
  assert.deepEqual(sizes, []);
  await seats[5]!.leave();
  const results = await first;
  for (const [at, run] of [0, 1, 2, 4].entries()) {
    assert.deepEqual(results[at], await alone(run, 2));
  }
  const [second] = await Promise.all([
    executables[0]!.run(feeds(0, 2)),
    executables[1]!.run(feeds(1, 2)),
    executables[2]!.run(feeds(2, 2)),
    seats[4]!.leave(),
  ]);
  assert.deepEqual(second, await alone(0, 2));
  await Promise.all([seats[1]!.leave(), seats[2]!.leave()]);
  assert.deepEqual(await executables[0]!.run(feeds(0, 2)), await alone(0, 2));
  assert.deepEqual(sizes, [4, 4, 1]);
});

Deno.test("calls of other shapes are runs of their own, and programs without steps go first", async () => {
  const sizes: number[] = [];
  const { seats, executables } = await sit(counting(sizes), 3);
  const looker = await load(seats[2]!.engine, doubling());
  const order: string[] = [];
  const tell = async (what: string, result: Promise<Values>) => {
    const values = await result;
    order.push(what);
    return values;
  };
  const [long, short, looked] = await Promise.all([
    tell("long", executables[0]!.run(feeds(0, 5))),
    tell("short", executables[1]!.run(feeds(1, 2))),
    tell("look", looker.run({ x: { shape: [2], data: Float32Array.of(1, 2) } }))
      .then(async (values) => {
        await seats[2]!.leave();
        return values;
      }),
  ]);
  assert.deepEqual([...looked.y!.data], [2, 4]);
  assert.deepEqual(long, await alone(0, 5));
  assert.deepEqual(short, await alone(1, 2));
  assert.deepEqual(order, ["look", "long", "short"]);
  assert.deepEqual(sizes, [1, 1, 1]);
});

Deno.test("each run has its own data where they differ", async () => {
  const { executables } = await sit(referenceEngine, 2);
  const other = { shape: [3, 2], data: Float32Array.of(9, 8, 7, 6, 5, 4) };
  executables[1]!.hold({ ...held(1), table: other });
  const results = await Promise.all(executables.map((each, run) => each.run(feeds(run, 2))));
  assert.deepEqual(results[0], await alone(0, 2));
  const own = { ...held(1), table: other, ...feeds(1, 2) };
  assert.deepEqual(results[1], await runOnce(referenceEngine, adding(), own));
});

Deno.test("what goes wrong is told to those whom it concerns, and the others go on", async () => {
  const { seats, executables } = await sit(referenceEngine, 3);
  const wrong = { shape: [2, 2], data: Int32Array.of(0, 1, 2, 99) };
  const settled = await Promise.allSettled(
    executables.map((each: Executable, run) =>
      each.run(
        run === 1
          ? { ...feeds(run, 2), batch: wrong, sum: { shape: [3], data: new Float32Array(3) } }
          : feeds(run, 2),
      )
    ),
  );
  assert.deepEqual(settled.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
  await seats[1]!.leave();
  const results = await Promise.all([0, 2].map((run) => executables[run]!.run(feeds(run, 2))));
  assert.deepEqual(results[1], await alone(2, 2));
});

Deno.test("programs are closed when the last run leaves", async () => {
  let open = 0;
  const engine: Engine = {
    ...referenceEngine,
    async load(program, options) {
      const executable = await referenceEngine.load(program, options);
      open++;
      return { ...executable, close: () => Promise.resolve(void open--) };
    },
  };
  const { seats, executables } = await sit(engine, 2);
  await Promise.all(executables.map((each, run) => each.run(feeds(run, 1))));
  await executables[0]!.close();
  assert.equal(open, 1);
  await Promise.all(seats.map((seat) => seat.leave()));
  assert.equal(open, 0);
});

Deno.test("an engine that does not read text has no seats, and a damaged program names the engine", async () => {
  assert.throws(() => gatherRuns(onnxEngine, 2), /onnxruntime cannot run programs of several runs/);
  const [seat] = gatherRuns(referenceEngine, 1);
  const half = writeFor(referenceEngine, adding()).slice(0, 40);
  await assert.rejects(seat!.engine.load(half, { threads: 1 }), /Engine reference cannot load/);
});
