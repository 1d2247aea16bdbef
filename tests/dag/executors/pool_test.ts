import assert from "node:assert/strict";
import { type PoolOptions, workerPool } from "../../../dag/executors/pool.ts";
import type { Store } from "../../../store/store.ts";
import { chain, makeRig, once, type Rig } from "../fixtures/rig.ts";
import { workerCommand } from "../fixtures/toy_program.ts";
import { testExecutor } from "./contract.ts";

const pool = (options: Partial<PoolOptions> = {}) => (store: Store) =>
  workerPool(store, { command: workerCommand, slots: 2, ...options });

testExecutor("workerPool()", pool());

/** Runs an action that gives the id of its process. */
async function processOf(rig: Rig, name: string): Promise<number> {
  const result = await rig.run([once(name, "identify", name)]);
  assert.equal(result.status, "done", JSON.stringify(result.failed));
  const file = result.records.get(name)![0]!.files.out!;
  return Number(new TextDecoder().decode(await rig.store.read(file)));
}

/** The details of the last failure. */
function failureDetails(rig: Rig): string {
  return rig.events.findLast((event) => event.type === "actionFailed")!.details;
}

Deno.test("workerPool() gives one process one action after another", async () => {
  const loads: string[] = [];
  await using rig = await makeRig(pool({ beforeLoad: ({ stage }) => loads.push(stage) }));
  const first = await processOf(rig, "first");
  await rig.run([chain("between", { start: 1 }, [1, 2])]);

  assert.equal(await processOf(rig, "second"), first);
  assert.deepEqual(loads, ["identify", "accumulate"]);
});

Deno.test("workerPool() prefers a process that has loaded the stage", async () => {
  await using rig = await makeRig(pool());
  const both = [once("a", "identify", "a"), chain("b", { start: 1 }, [1])];
  await rig.run(both, { jobs: 2 });
  const { records } = await rig.run(both);
  const file = records.get("a")![0]!.files.out!;
  const process = Number(new TextDecoder().decode(await rig.store.read(file)));

  for (const name of ["c", "d", "e"]) assert.equal(await processOf(rig, name), process);
});

Deno.test("workerPool() fails all that were executed together in a process that dies", async () => {
  await using rig = await makeRig(pool());
  const dying = { ...chain("dying", {}, [1]), params: { start: 1, fail: "die" } };
  const chains = [chain("a", { start: 2 }, [1]), dying];
  const { failed } = await rig.run(chains, { together: 2 });
  assert.deepEqual(failed.map(({ action }) => action), ["a", "dying"]);
  assert.match(failed[0]!.message, /The process of "a" ended by signal SIGKILL/);
  const { executed } = await rig.run([chains[0]!, chain("b", { start: 3 }, [1])], { together: 2 });
  assert.equal(executed.at(-1), "b", "a new process goes on");
});

Deno.test("workerPool() fails the action that a crash hit and no other", async () => {
  await using rig = await makeRig(pool());
  const result = await rig.run([
    once("dies", "misbehave", { how: "die" }),
    ...Array.from({ length: 6 }, (_, index) => chain(`c${index}`, { start: index }, [1, 2, 3])),
  ], { keepGoing: true });

  assert.deepEqual(result.failed.map(({ action }) => action), ["dies"]);
  assert.equal(result.executed.length, 6);
  assert.match(result.failed[0]!.message, /"dies" ended by signal SIGKILL.*lack of memory/);
  assert.match(failureDetails(rig), /last words/);
  assert.match(failureDetails(rig), /noise on stdout/);
});

Deno.test("workerPool() blames no action for what another wrote to stderr", async () => {
  await using rig = await makeRig(pool());
  await processOf(rig, "well");
  await rig.run([once("dies", "misbehave", { how: "die" })]);

  assert.match(failureDetails(rig), /last words/);
  assert.doesNotMatch(failureDetails(rig), /a process that is well/);
});

Deno.test("workerPool() loses nothing by a process that dies between two actions", async () => {
  await using rig = await makeRig(pool());
  const first = await processOf(rig, "first");
  Deno.kill(first, "SIGSTOP"); // so that it cannot hear of the second action
  const second = processOf(rig, "second");
  setTimeout(() => Deno.kill(first, "SIGKILL"), 100);

  assert.notEqual(await second, first);
});

Deno.test("workerPool() replaces a process that holds too much memory", async () => {
  await using rig = await makeRig(pool({ memoryLimit: 1 }));
  assert.notEqual(await processOf(rig, "first"), await processOf(rig, "second"));
});

Deno.test("workerPool() replaces a process after a failure and after a stop", async () => {
  await using rig = await makeRig(pool());
  const first = await processOf(rig, "first");
  await rig.run([once("bad", "misbehave", { how: "throw" })]);
  const second = await processOf(rig, "second");
  assert.notEqual(second, first);

  const abort = new AbortController();
  const stopped = await rig.run([once("long", "misbehave", { how: "wait" })], {
    signal: abort.signal,
    onEvent: (event) => event.type === "actionProgress" && abort.abort(),
  });
  assert.equal(stopped.status, "stopped");
  assert.notEqual(await processOf(rig, "third"), second);
});

Deno.test("workerPool() replaces a process that has loaded other code", async () => {
  await using rig = await makeRig(pool());
  const first = await processOf(rig, "first");
  rig.edit("identify");
  const result = await rig.run([once("edited", "identify", "edited")]);
  assert.match(result.failed[0]!.message, /The code of stage "identify" changed since/);
  assert.throws(
    () => Deno.kill(first, "SIGCONT"),
    Deno.errors.NotFound,
    "the process with the code of before has ended",
  );
});

Deno.test("workerPool() reports an action whose process was told to end as stopped", async () => {
  await using rig = await makeRig(pool());
  const process = await processOf(rig, "first");
  const result = await rig.run([once("long", "misbehave", { how: "wait" })], {
    onEvent: (event) => event.type === "actionProgress" && Deno.kill(process, "SIGTERM"),
  });
  assert.match(result.failed[0]!.message, /"long" was stopped from outside/);
});

Deno.test("workerPool() goes on when Ctrl-C reaches a process and not the driver", async () => {
  await using rig = await makeRig(pool());
  const process = await processOf(rig, "first");
  Deno.kill(process, "SIGINT");
  assert.equal(await processOf(rig, "second"), process);
});

Deno.test("workerPool() fails with the stderr of a program that does not start", async () => {
  await using rig = await makeRig(pool({ command: ["run", "no_such.ts"] }));
  const result = await rig.run([once("a", "concatenate", 1)]);

  assert.match(result.failed[0]!.message, /ended by exit code 1, without an outcome/);
  assert.match(failureDetails(rig), /no_such\.ts/);
});

Deno.test("workerPool() starts nothing after the signal is aborted", async () => {
  await using rig = await makeRig(pool({ command: ["run", "no_such.ts"] }));
  const result = await rig.run([once("late", "concatenate", 1)], { signal: AbortSignal.abort() });

  assert.deepEqual([result.status, result.unfinished], ["stopped", ["late"]]);
});
