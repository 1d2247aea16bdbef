import assert from "node:assert/strict";
import { subprocessExecutor } from "../../../dag/executors/subprocess.ts";
import type { Store } from "../../../store/store.ts";
import { makeRig, once } from "../fixtures/rig.ts";
import { execCommand } from "../fixtures/toy_program.ts";
import { testExecutor } from "./contract.ts";

const executor = (store: Store) => subprocessExecutor(store, execCommand(store));

testExecutor("subprocessExecutor()", executor);

Deno.test("subprocessExecutor() names the signal that ended a process and its last words", async () => {
  await using rig = await makeRig(executor);
  const result = await rig.run([once("dies", "misbehave", { how: "die" })]);

  assert.match(result.failed[0]!.message, /"dies" ended by signal SIGKILL.*lack of memory/);
  const failed = rig.events.find((event) => event.type === "actionFailed");
  assert.match(failed!.details, /last words/);
  assert.match(failed!.details, /noise on stdout/);
});

Deno.test("subprocessExecutor() fails with the stderr of a program that does not start", async () => {
  await using rig = await makeRig((store) =>
    subprocessExecutor(store, () => ["run", "no_such.ts"])
  );
  const result = await rig.run([once("a", "concatenate", 1)]);

  assert.match(result.failed[0]!.message, /ended by exit code 1, without an outcome/);
  const failed = rig.events.find((event) => event.type === "actionFailed");
  assert.match(failed!.details, /no_such\.ts/);
});

Deno.test("subprocessExecutor() starts nothing after the signal is aborted", async () => {
  await using rig = await makeRig(executor);
  const outcome = await executor(rig.store).execute({
    schema: "regrok/1",
    action: "late",
    stage: "concatenate",
    code: rig.environment.fingerprint("concatenate"),
    params: null,
    engine: null,
    inputs: {},
    links: [null],
  }, { threads: 1, signal: AbortSignal.abort(), onEvent: () => {} });

  assert.deepEqual(outcome, { type: "actionStopped", action: "late" });
});
