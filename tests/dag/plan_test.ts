import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { Action } from "../../dag/action.ts";
import { evaluateAction, type Plan, planActions } from "../../dag/plan.ts";
import type { RecordSource } from "../../dag/links.ts";
import { RecordIndex } from "../../dag/record_index.ts";
import { explainPlan } from "../../dag/why.ts";
import { keyOf } from "../../store/content_hash.ts";
import {
  chain,
  damage,
  inspection,
  makeRig,
  once,
  outputs,
  type Rig,
  withEngine,
} from "./fixtures/rig.ts";

const plan = (rig: Rig, actions: readonly Action[], environment = rig.environment) =>
  planActions(actions, environment, new RecordIndex(rig.store));

const states = (planned: Plan) =>
  Object.fromEntries(planned.map(({ action, state }) => [action.id, state]));

async function sentences(rig: Rig, planned: Plan, id: string): Promise<string[]> {
  const entry = planned.find(({ action }) => action.id === id)!;
  return (await explainPlan(entry, new RecordIndex(rig.store))).map(({ sentence }) => sentence);
}

const pipeline = (number: number, word = "join"): Action[] => [
  once("first", "parity", { number }),
  once("second", "concatenate", word, { from: outputs("first") }),
  once("third", "concatenate", "third", { from: outputs("second") }),
];

Deno.test("planActions() takes everything for stale in an empty store and leaves it empty", async () => {
  await using rig = await makeRig();
  const planned = await plan(rig, pipeline(1));
  assert.deepEqual(states(planned), { first: "stale", second: "stale", third: "stale" });
  assert.deepEqual(await sentences(rig, planned, "third"), ["never built"]);
  await assert.rejects(() => Deno.stat(rig.store.folder), Deno.errors.NotFound);
});

Deno.test("planActions() finds everything fresh after a run", async () => {
  await using rig = await makeRig();
  await rig.run(pipeline(1));
  const planned = await plan(rig, pipeline(1));
  assert.deepEqual(states(planned), { first: "fresh", second: "fresh", third: "fresh" });
  for (const id of ["first", "second", "third"]) {
    assert.deepEqual(await sentences(rig, planned, id), []);
  }
});

Deno.test("planActions() says what may be spared behind a changed parameter", async () => {
  await using rig = await makeRig();
  await rig.run(pipeline(1));
  const planned = await plan(rig, pipeline(3));
  assert.deepEqual(states(planned), {
    first: "stale",
    second: "conditional",
    third: "conditional",
  });
  assert.deepEqual(await sentences(rig, planned, "first"), [
    "parameter number changed from 1 to 3",
  ]);
  assert.deepEqual(await sentences(rig, planned, "second"), ["input from may change"]);
});

Deno.test("planActions() is certain of what no record can match, whatever comes before it", async () => {
  await using rig = await makeRig();
  await rig.run(pipeline(1));
  const planned = await plan(rig, pipeline(3, "other"));
  assert.deepEqual(states(planned), { first: "stale", second: "stale", third: "conditional" });
  assert.deepEqual(await sentences(rig, planned, "second"), [
    "parameter changed from join to other",
  ]);
});

Deno.test("planActions() is certain when a known input of a pending action changed", async () => {
  await using rig = await makeRig();
  const join = (one: number, two: number) => [
    once("one", "concatenate", { one }),
    once("two", "concatenate", { two }),
    once("three", "concatenate", { three: 3 }),
    once("join", "concatenate", "join", { all: outputs("one", "two", "three") }),
  ];
  await rig.run(join(1, 2));
  await rig.run(join(1, 5).slice(0, 3));
  assert.equal(states(await plan(rig, join(9, 2))).join, "conditional");
  assert.equal(states(await plan(rig, join(9, 5))).join, "stale");
  assert.equal(states(await plan(rig, join(1, 7))).join, "conditional");
});

Deno.test("planActions() is certain of a chain that is longer than any record behind it", async () => {
  await using rig = await makeRig();
  const actions = (number: number, links: number[]) => [
    once("first", "parity", { number }),
    { ...chain("train", { start: 0 }, links), inputs: { from: outputs("first") } },
  ];
  await rig.run(actions(1, [1, 2]));
  assert.equal(states(await plan(rig, actions(3, [1, 2]))).train, "conditional");
  assert.equal(states(await plan(rig, actions(3, [1, 2, 3]))).train, "stale");
});

Deno.test("planActions() says from which link a chain continues", async () => {
  await using rig = await makeRig();
  await rig.run([chain("train", { start: 0 }, [1, 2, 3])]);
  const planned = await plan(rig, [chain("train", { start: 0 }, [1, 2, 3, 4, 5])]);
  assert.deepEqual(await sentences(rig, planned, "train"), ["continues from link 3 of 5"]);
  assert.equal(planned[0]!.records.length, 3);
});

Deno.test("planActions() names edited code, another engine and a file that is gone", async () => {
  await using rig = await makeRig();
  const actions = [chain("train", { start: 0 }, [1])];
  const { records } = await rig.run(actions);
  const digits = rig.environment.fingerprint("calculator").slice(0, 16);
  const other = await plan(rig, actions, withEngine(rig.environment, "slide rule"));
  assert.deepEqual(await sentences(rig, other, "train"), [
    `engine changed from abacus/${digits} to slide rule/${digits}`,
  ]);
  rig.edit("accumulate");
  assert.deepEqual(await sentences(rig, await plan(rig, actions), "train"), [
    "code of the stage changed",
  ]);
  await rig.run(actions);
  await damage(rig.store.objectPath(records.get("train")![0]!.files.slice!.hash), "remove");
  assert.deepEqual(await sentences(rig, await plan(rig, actions), "train"), [
    "file slice of the record is missing",
  ]);
});

Deno.test("planActions() refuses stages that are not there", async () => {
  await using rig = await makeRig();
  await assert.rejects(
    () => plan(rig, [once("a", "paint", 1)]),
    /There is no stage "paint"; there are "accumulate"/,
  );
});

Deno.test("evaluateAction() waits for what is not done and then agrees with the plan", async () => {
  await using rig = await makeRig();
  const [first, second] = pipeline(1);
  const { records } = await rig.run([first!]);
  const evaluate = (done: typeof records) =>
    evaluateAction(second!, done, rig.environment, rig.store);
  assert.equal(await evaluate(new Map()), null);
  const evaluation = await evaluate(records);
  assert.equal(evaluation?.state, "stale");
  assert.deepEqual(evaluation.request.inputs, { from: [records.get("first")![0]!.files.out] });
});

/** One node of a random graph; `value` and `links` may change between two runs. */
interface Node {
  readonly stage: "accumulate" | "concatenate" | "parity" | "inspect";
  readonly from: readonly number[];
  readonly value: number;
  readonly links: number;
}

interface Change {
  readonly node: number;
  readonly kind: "value" | "links" | "record";
  readonly amount: number;
}

function describe(nodes: readonly Node[]): Action[] {
  return nodes.map(({ stage, from, value, links }, index) => {
    if (stage === "accumulate") {
      return chain(`n${index}`, { index, start: value }, Array(links).fill(1));
    }
    const inputs = from.filter((other) => other < index).map((other) => ({
      action: `n${other}`,
      file: nodes[other]!.stage === "accumulate" ? "state" : "out",
    }));
    const params = { index, number: value };
    const chains = inputs.filter(({ file }) => file === "state");
    if (stage !== "inspect") return once(`n${index}`, stage, params, { inputs });
    // One file at a time where it reads a chain; otherwise its inputs are as those of any other.
    if (chains.length === 0) return once(`n${index}`, "concatenate", params, { inputs });
    const others = inputs.filter((input) => input !== chains[0]);
    return inspection(`n${index}`, chains[0]!.action, params, { others });
  });
}

/** Changes parameters in the description, and takes records out of the store. */
async function apply(
  rig: Rig,
  nodes: readonly Node[],
  changes: readonly Change[],
): Promise<Node[]> {
  const changed = nodes.map((node) => ({ ...node }));
  for (const { node: place, kind, amount } of changes) {
    const node = changed[place % changed.length]!;
    if (kind === "value") node.value += 1 + amount;
    if (kind === "links") node.links += amount;
    const records = kind === "record" ? await rig.store.listRecords(node.stage) : [];
    const record = records[amount % Math.max(1, records.length)];
    if (record === undefined) continue;
    const name = `${keyOf(record.key)}.json`;
    Deno.removeSync(join(rig.store.folder, "records", node.stage, name));
  }
  return changed;
}

function checkPlans(
  stages: readonly Node["stage"][],
  kinds: readonly Change["kind"][],
  check: (certain: string[], conditional: string[], executed: string[]) => void,
): Promise<void> {
  const node = fc.record({
    stage: fc.constantFrom(...stages),
    from: fc.uniqueArray(fc.nat(5), { maxLength: 3 }),
    value: fc.nat(3),
    links: fc.integer({ min: 1, max: 3 }),
  });
  const change = fc.record({
    node: fc.nat(5),
    kind: fc.constantFrom(...kinds),
    amount: fc.nat(5),
  });
  const nodes = fc.array(node, { minLength: 2, maxLength: 6 });
  const property = fc.asyncProperty(
    nodes,
    fc.array(change, { maxLength: 3 }),
    async (before, changes) => {
      await using rig = await makeRig();
      const first = await rig.run(describe(before));
      assert.deepEqual(first.executed, first.plan.map(({ action }) => action.id));
      const actions = describe(await apply(rig, before, changes));
      const planned = await plan(rig, actions);
      const ids = (state: string) =>
        planned.filter((one) => one.state === state).map(({ action }) => action.id);

      const { executed, plan: used } = await rig.run(actions);

      assert.deepEqual(used, planned);
      const possible = new Set([...ids("stale"), ...ids("conditional")]);
      assert.ok(ids("stale").every((id) => executed.includes(id)), "what is certain runs");
      assert.ok(executed.every((id) => possible.has(id)), "nothing else runs");
      check(ids("stale"), ids("conditional"), [...executed]);
      assert.ok((await plan(rig, actions)).every(({ state }) => state === "fresh"));
    },
  );
  return fc.assert(property, { seed: 4, numRuns: 25 });
}

Deno.test("planActions() bounds what runActions() executes in any graph", () =>
  checkPlans(
    ["accumulate", "concatenate", "parity", "inspect"],
    ["value", "links", "record"],
    () => {},
  ));

Deno.test("planActions() names exactly what runs when records are lost", () =>
  checkPlans(["accumulate", "concatenate", "parity"], ["record"], (certain, _, executed) => {
    assert.deepEqual(executed, certain);
  }));

Deno.test("planActions() names exactly what runs when different work gives different files", () =>
  checkPlans(
    ["accumulate", "concatenate", "inspect"],
    ["value"],
    (certain, conditional, executed) => {
      assert.deepEqual([...executed].sort(), [...certain, ...conditional].sort());
    },
  ));

Deno.test("planActions() may spare work per file while it is not known how many there are", async () => {
  await using rig = await makeRig();
  const actions = (links: number[], number = 1) => [
    chain("train", { start: 0 }, links),
    inspection("measure", "train", { number }),
  ];
  assert.equal(states(await plan(rig, actions([1]))).measure, "stale");
  await rig.run(actions([1, 2]));

  const longer = await plan(rig, actions([1, 2, 3]));
  assert.deepEqual(states(longer), { train: "stale", measure: "conditional" });
  assert.equal(states(await plan(rig, actions([1, 2, 3], 9))).measure, "stale");
  await rig.run(actions([1, 2, 3]).slice(0, 1));
  const known = await plan(rig, actions([1, 2, 3]));
  assert.deepEqual(states(known), { train: "fresh", measure: "stale" });
  assert.deepEqual(await sentences(rig, known, "measure"), ["continues from link 2 of 3"]);
});

Deno.test("planActions() and explainPlan() look at each record a few times, however many there are", async () => {
  await using rig = await makeRig();
  const read = (id: string) => once(`read ${id}`, "concatenate", id, { from: outputs(id) });
  const graph = (count: number, number: number) =>
    Array.from({ length: count }, (_, index) => once(`p${index}`, "parity", { index, number }))
      .flatMap((action) => [action, read(action.id)]);
  await rig.run(graph(48, 1));
  const looksFor = async (count: number) => {
    let looks = 0;
    const source: RecordSource = {
      isIntact: (file) => rig.store.isIntact(file),
      listKeys: async (stage) => (await rig.store.listKeys(stage)).slice(0, count),
      readRecord: async (stage, key) => {
        const record = await rig.store.readRecord(stage, key);
        return record && new Proxy(record, {
          get: (target, name) => (looks++, Reflect.get(target, name)),
        });
      },
    };
    const index = new RecordIndex(source);
    const planned = await planActions(graph(count, 2), rig.environment, index);
    for (const entry of planned) await explainPlan(entry, index);
    return looks;
  };
  const ratio = await looksFor(48) / await looksFor(12);
  assert.ok(ratio < 6, `four times the records, ${ratio} times the looks`);
});
