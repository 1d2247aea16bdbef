/** Several requests at one engine: seats, failures, and what a scheduler makes of them. */
import assert from "node:assert/strict";
import { planActions } from "../../dag/plan.ts";
import { RecordIndex } from "../../dag/record_index.ts";
import type { Environment } from "../../dag/registry.ts";
import type { Request } from "../../dag/request.ts";
import type { Stage } from "../../dag/stage.ts";
import { executeRequests } from "../../dag/together.ts";
import { chain, makeRig, once, outputs, type Rig } from "./fixtures/rig.ts";

const options = { threads: 1, signal: new AbortController().signal, onEvent: () => {} };

async function requestsOf(rig: Rig, environment: Environment): Promise<Request[]> {
  const actions = [1, 2, 3].map((start) => chain(`c${start}`, { start }, [1, 2]));
  const plan = await planActions(actions, environment, new RecordIndex(rig.store));
  return plan.map(({ request }) => request!);
}

/** An environment whose engine and stage tell of what happens to seats. */
function watched(rig: Rig, seen: string[]): Environment {
  const { stages, engines } = rig.environment;
  const accumulate = stages.accumulate!;
  const calculator = engines.calculator!;
  return {
    ...rig.environment,
    stages: {
      ...stages,
      accumulate: {
        ...accumulate,
        load: async (): Promise<Stage> => {
          const stage = await accumulate.load();
          return {
            ...stage,
            prepare(context) {
              seen.push(String(context.engine));
              return stage.prepare(context);
            },
          };
        },
      },
    },
    engines: {
      calculator: {
        ...calculator,
        together: async (engine, requests) => {
          const seats = await calculator.together!(engine, requests);
          return seats.map((seat, index) => ({
            ...seat,
            leave: () => Promise.resolve(void seen.push(`left ${index}`)),
          }));
        },
      },
    },
  };
}

Deno.test("executeRequests() gives each request a seat, which it leaves", async () => {
  await using rig = await makeRig();
  const seen: string[] = [];
  const environment = watched(rig, seen);
  const requests = await requestsOf(rig, environment);
  await executeRequests([requests[1]!], rig.store, environment, options);
  assert.deepEqual(seen.splice(0), ["abacus"], "one alone has the engine itself");

  const outcomes = await executeRequests(requests, rig.store, environment, options);
  assert.deepEqual(outcomes, [
    { type: "actionFinished", action: "c1", executed: 2 },
    { type: "actionFinished", action: "c2", executed: 0 },
    { type: "actionFinished", action: "c3", executed: 2 },
  ]);
  assert.deepEqual(seen.toSorted(), [
    "abacus, seat 0",
    "abacus, seat 2",
    "left 0",
    "left 1",
    "left 2",
  ]);
});

Deno.test("executeRequests() makes an engine that cannot be loaded the outcome of each", async () => {
  await using rig = await makeRig();
  const { engines } = rig.environment;
  const environment = {
    ...rig.environment,
    engines: {
      calculator: { ...engines.calculator!, load: () => Promise.reject(new Error("no beads")) },
    },
  };
  const outcomes = await executeRequests(
    await requestsOf(rig, environment),
    rig.store,
    environment,
    options,
  );
  assert.deepEqual(
    outcomes.map((outcome) => outcome.type === "actionFailed" && outcome.message),
    ["no beads", "no beads", "no beads"],
  );
});

Deno.test("runActions() starts those that go together when nothing else can bring more", async () => {
  await using rig = await makeRig();
  const groups: string[][] = [];
  const started = (ids: readonly string[]) => groups.push([...ids]);
  const sources = [1, 2].map((at) => once(`source${at}`, "parity", { number: at }));
  const chains = [1, 2].map((at) => ({
    ...chain(`chain${at}`, { start: at }, [1]),
    inputs: { of: outputs(`source${at}`) },
  }));
  const reader = once("reader", "concatenate", 1, {
    chains: chains.map(({ id }) => ({ action: id, file: "state" })),
  });
  const { run } = rig;
  const result = await run([...sources, ...chains, reader], {
    jobs: 1,
    together: 4,
    executor: {
      slots: 1,
      execute: (requests, options) => {
        started(requests.map(({ action }) => action));
        return executeRequests(requests, rig.store, rig.environment, options);
      },
    },
  });
  assert.equal(result.status, "done", JSON.stringify(result.failed));
  assert.deepEqual(groups, [["source1"], ["source2"], ["chain1", "chain2"], ["reader"]]);
});

Deno.test("runActions() executes equal work once, also among those that go together", async () => {
  await using rig = await makeRig();
  const same = ["a", "b", "c"].map((id) => chain(id, { start: 1 }, [1]));
  const result = await rig.run([...same, chain("d", { start: 2 }, [1])], { together: 4 });
  assert.deepEqual(result.executed, ["a", "d"]);
  assert.deepEqual(result.shared, ["b", "c"]);
});
