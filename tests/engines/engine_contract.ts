/** What every engine must do; each engine's tests register this suite. */
import assert from "node:assert/strict";
import type { Engine, Executable, Value, Values } from "../../engines/engine.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { gradients } from "../../graph/autodiff.ts";
import { nextName } from "../../graph/next_name.ts";
import { checkProgram, type Program } from "../../graph/program.ts";
import { input } from "../../graph/tensor.ts";
import { randomKey, randomUniform, randomWord } from "../../random/counter.ts";
import { assertClose, FLOAT32_TOLERANCE } from "./closeness.ts";
import { load, runOnce, writeFor } from "./run_program.ts";

const WIDTH = 3;

/** Regression by gradient descent with momentum on the rows that `batch` names. */
function descent(): Program {
  const data = input("data", ["rows", WIDTH]);
  const batch = input("batch", ["batch"], "int");
  const rate = input("rate", []);
  const weight = input("weight", [WIDTH, WIDTH]);
  const velocity = input("velocity", [WIDTH, WIDTH]);
  const frozen = input("frozen", [WIDTH]);
  const rows = data.gather(batch);
  const answers = rows.matmul(weight).add(frozen);
  const loss = answers.sub(rows.cos()).square().mean();
  const speed = velocity.mul(0.9).add(gradients(loss, [weight])[0]!);
  return checkProgram({
    name: "descent",
    inputs: [
      { role: "fixed", tensor: data },
      { role: "step", tensor: batch },
      { role: "step", tensor: rate },
      { role: "state", tensor: weight },
      { role: "state", tensor: velocity },
      { role: "state", tensor: frozen },
    ],
    outputs: [
      { role: "state", name: "weight.next", tensor: weight.sub(rate.mul(speed)) },
      { role: "step", name: "loss", tensor: loss },
      { role: "state", name: "velocity.next", tensor: speed },
      { role: "step", name: "guesses", tensor: answers.argmax() },
      { role: "state", name: "frozen.next", tensor: frozen },
      { role: "step", name: "mean", tensor: data.mean() },
    ],
  });
}

const STATES = ["weight", "velocity", "frozen"];

function floats(purpose: string, shape: readonly number[]): Value {
  const key = randomKey(0, purpose);
  const length = shape.reduce((product, size) => product * size, 1);
  return {
    shape,
    data: Float32Array.from({ length }, (_, index) => randomUniform(key, index) * 2 - 1),
  };
}

function descentFeeds(steps: number, batch: number, rows: number): Values {
  const key = randomKey(0, "batch");
  const indices = Int32Array.from(
    { length: steps * batch },
    (_, index) => randomWord(key, index) % rows,
  );
  return {
    data: floats("data", [rows, WIDTH]),
    batch: { shape: [steps, batch], data: indices },
    rate: {
      shape: [steps],
      data: Float32Array.from({ length: steps }, (_, step) => 0.1 / (1 + step)),
    },
    weight: floats("weight", [WIDTH, WIDTH]),
    velocity: { shape: [WIDTH, WIDTH], data: new Float32Array(WIDTH * WIDTH) },
    frozen: floats("frozen", [WIDTH]),
  };
}

/** Feeds with only one of the steps, and the states that an earlier call gave. */
function oneStep(feeds: Values, step: number, states: Values): Values {
  const slice = ({ shape, data }: Value): Value => {
    const length = data.length / shape[0]!;
    return { shape: [1, ...shape.slice(1)], data: data.slice(step * length, (step + 1) * length) };
  };
  return { ...feeds, ...states, batch: slice(feeds.batch!), rate: slice(feeds.rate!) };
}

function nextStates(outputs: Values): Values {
  return Object.fromEntries(STATES.map((name) => [name, outputs[nextName(name)]!]));
}

function assertSame(actual: Values, expected: Values): void {
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) assertClose(actual[name]!, value, 0, name);
}

export function testEngine(engine: Engine, tolerance = FLOAT32_TOLERANCE): void {
  const test = (name: string, check: (executable: Executable) => Promise<void>) =>
    Deno.test(`${engine.name} ${name}`, async () => {
      const executable = await load(engine, descent());
      try {
        await check(executable);
      } finally {
        await executable.close();
      }
    });

  test("gives the same for 5 steps in one call as for 5 calls of one step", async (executable) => {
    const feeds = descentFeeds(5, 4, 7);
    const whole = await executable.run(feeds);
    let states: Values = {};
    const losses: number[] = [];
    for (let step = 0; step < 5; step++) {
      const outputs = await executable.run(oneStep(feeds, step, states));
      states = nextStates(outputs);
      losses.push(outputs.loss!.data[0]!);
    }
    assertSame(states, nextStates(whole));
    assert.deepEqual(losses, [...whole.loss!.data]);
    assert.equal(new Set(losses).size, 5, "each step sees its own batch and state");
  });

  test("gives the same whether states are given back to it or not", async (executable) => {
    const feeds = descentFeeds(5, 4, 7);
    const whole = await executable.run(feeds);
    const expected = structuredClone(nextStates(whole));
    let states: Values = {};
    for (let step = 0; step < 5; step++) {
      const before = states;
      states = nextStates(await executable.run(oneStep(feeds, step, before)));
      if (step > 0) executable.reuse?.(before);
    }
    assertSame(states, expected);
    assertSame(nextStates(whole), expected); // only what was given back is written over
  });

  test("stacks what each step gives and returns the last states", async (executable) => {
    const outputs = await executable.run(descentFeeds(3, 4, 7));
    const shapes = Object.entries(outputs).map(([name, { shape }]) => [name, [...shape]]);
    assert.deepEqual(Object.fromEntries(shapes), {
      "weight.next": [3, 3],
      "velocity.next": [3, 3],
      "frozen.next": [3],
      loss: [3],
      guesses: [3, 4],
      mean: [3],
    });
    assert.ok(outputs.guesses!.data instanceof Int32Array, "integers come out as integers");
    const [mean] = outputs.mean!.data;
    assert.deepEqual([...outputs.mean!.data], [mean, mean, mean]);
  });

  test("returns a state that no step changes", async (executable) => {
    const feeds = descentFeeds(3, 4, 7);
    const outputs = await executable.run(feeds);
    assertClose(outputs["frozen.next"]!, feeds.frozen!, 0, "frozen");
  });

  test("returns the states it was given after no steps at all", async (executable) => {
    const feeds = descentFeeds(0, 4, 7);
    const outputs = await executable.run(feeds);
    for (const name of STATES) assertClose(outputs[nextName(name)]!, feeds[name]!, 0, name);
    assert.equal(outputs.guesses!.data.length, 0);
    assert.equal(outputs.loss!.data.length, 0);
  });

  test("does not change what it is fed", async (executable) => {
    const feeds = descentFeeds(3, 4, 7);
    await executable.run(feeds);
    assertSame(feeds, descentFeeds(3, 4, 7));
  });

  test("runs one loaded program on any number of steps and rows", async (executable) => {
    for (const [steps, batch, rows] of [[1, 1, 1], [4, 2, 9], [2, 8, 3]] as const) {
      const feeds = descentFeeds(steps, batch, rows);
      const expected = await runOnce(referenceEngine, descent(), feeds);
      const actual = await executable.run(feeds);
      for (const [name, value] of Object.entries(expected)) {
        assertClose(actual[name]!, value, tolerance, name);
      }
    }
  });

  test("gives the same for the same feeds, between other runs and programs", async (executable) => {
    const other = await load(engine, descent());
    const feeds = descentFeeds(4, 4, 7);
    const [first, , second, third] = await Promise.all([
      executable.run(feeds),
      executable.run(descentFeeds(2, 3, 5)),
      other.run(feeds),
      executable.run(feeds),
    ]);
    await other.close();
    assertSame(second!, first!);
    assertSame(third!, first!);
  });

  test("holds inputs from call to call, and takes what it is fed before them", async (executable) => {
    const { data, frozen, ...others } = descentFeeds(3, 4, 7);
    const whole = await executable.run({ data: data!, frozen: frozen!, ...others });
    executable.hold({ data: floats("other data", [7, WIDTH]) });
    executable.hold({ data: data!, frozen: frozen! });
    for (let call = 0; call < 2; call++) assertSame(await executable.run(others), whole);
    const zeros = { shape: [7, WIDTH], data: new Float32Array(7 * WIDTH) };
    const fed = await executable.run({ ...others, data: zeros });
    assert.notDeepEqual(fed.loss!.data, whole.loss!.data);
    assertSame(await executable.run(others), whole);
  });

  test("holds nothing of what it held before", async (executable) => {
    const { data, frozen, ...others } = descentFeeds(3, 4, 7);
    executable.hold({ frozen: frozen! });
    executable.hold({ data: data! });
    await assert.rejects(executable.run(others), { message: 'Program needs inputs "frozen"' });
  });

  test("refuses to hold what the program does not take, when it runs", async (executable) => {
    executable.hold({ momentum: floats("momentum", [1]) });
    await assert.rejects(executable.run(descentFeeds(1, 2, 3)), {
      message: 'Program takes no inputs "momentum"',
    });
  });

  test("names every input that the program does not take", async (executable) => {
    const { data } = descentFeeds(1, 2, 3);
    await assert.rejects(
      executable.run({ ...descentFeeds(1, 2, 3), momentum: data!, "hyper.rate": data! }),
      { name: "RangeError", message: 'Program takes no inputs "momentum", "hyper.rate"' },
    );
  });

  test("names every input that is missing", async (executable) => {
    const { data, batch, weight, velocity } = descentFeeds(1, 2, 3);
    await assert.rejects(
      executable.run({ data: data!, batch: batch!, weight: weight!, velocity: velocity! }),
      { name: "RangeError", message: 'Program needs inputs "rate", "frozen"' },
    );
  });

  test("names the input that has another shape, length or type", async (executable) => {
    const feeds = descentFeeds(2, 2, 3);
    const refuses = (changed: Values, message: string) =>
      assert.rejects(executable.run({ ...feeds, ...changed }), { message });
    await refuses(
      { weight: floats("weight", [2, 3]) },
      'Cannot feed "weight" with [2, 3]: expected [3, 3]',
    );
    await refuses({ data: floats("data", [9]) }, 'Cannot feed "data" with [9]: expected [rows, 3]');
    await refuses(
      { rate: floats("rate", [3]) },
      'Cannot feed "rate" with [3]: expected [steps], and steps is 2 elsewhere',
    );
    await refuses(
      { frozen: { shape: [3], data: new Float32Array(2) } },
      'Cannot feed "frozen" with 2 numbers: its shape is [3]',
    );
    await refuses(
      { batch: { shape: [2, 2], data: new Float32Array(4) } },
      'Cannot feed "batch" with Float32Array: use Int32Array',
    );
  });

  Deno.test(`${engine.name} refuses a damaged program with an error that names the engine`, async () => {
    const program = writeFor(engine, descent());
    const damaged = [
      program.subarray(0, program.length / 2),
      program.subarray(0, program.length - 2),
      new Uint8Array(),
      program.map((byte, index) => index % 7 === 0 ? byte ^ 0xff : byte),
    ];
    for (const each of damaged) {
      await assert.rejects(engine.load(each, { threads: 1 }), {
        name: "Error",
        message: new RegExp(
          `^Engine ${engine.name} cannot load this program \\(${each.length} bytes\\)`,
        ),
      });
    }
  });

  Deno.test(`${engine.name} gives results that are inputs or constants themselves`, async () => {
    const given = input("given", ["rows"]);
    const twice = given.add(given);
    const program: Program = {
      name: "direct",
      inputs: [{ role: "fixed", tensor: given }],
      outputs: [
        { role: "result", name: "same", tensor: given },
        { role: "result", name: "twice", tensor: twice },
        { role: "result", name: "again", tensor: twice },
        { role: "result", name: "rows", tensor: given.size() },
      ],
    };
    const outputs = await runOnce(engine, program, { given: floats("given", [2]) });
    assertClose(outputs.same!, floats("given", [2]), 0, "same");
    assertClose(outputs.again!, outputs.twice!, 0, "again");
    assert.deepEqual([...outputs.rows!.data], [2]);
  });
}
