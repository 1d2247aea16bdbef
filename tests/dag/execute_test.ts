/** Drivers and children are killed at many moments; nothing that was recorded is done again. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { canonicalJson } from "../../store/canonical_json.ts";
import { randomKey, randomWord } from "../../random/counter.ts";
import { runActions } from "../../dag/scheduler.ts";
import { inProcessExecutor } from "../../dag/executors/in_process.ts";
import { Store } from "../../store/store.ts";
import { isAlive } from "./fixtures/processes.ts";
import { chain, crashActions, fileHashes, makeRig, type Rig, withEngine } from "./fixtures/rig.ts";
import type { LinkRecord } from "../../store/record.ts";
import type { Execution } from "./fixtures/toy_stages.ts";

const program = new URL("./fixtures/toy_program.ts", import.meta.url).pathname;

interface LogLine {
  readonly run: string;
  readonly pid: number;
  readonly execution: Execution;
}

/** Starts a driver; `run` marks the links that it and its children begin. */
function startDriver(
  folder: string,
  log: string,
  run: string,
  { command = "drive", env = {} }: { command?: string; env?: Record<string, string> } = {},
) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--cached-only", "--no-check", program, command, folder],
    env: { TOY_LOG: log, TOY_RUN: run, ...env },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

function readLog(path: string): LogLine[] {
  const lines = Deno.readTextFileSync(path).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line));
}

/** What tells one link from another, in an execution and in a record alike. */
async function recordedLinks(store: Store): Promise<Set<string>> {
  const stages = ["accumulate", "concatenate"];
  const records = (await Promise.all(stages.map((stage) => store.listRecords(stage)))).flat();
  const whole: LinkRecord[] = [];
  for (const record of records) {
    const files = Object.values(record.files);
    const intact = await Promise.all(files.map((file) => store.isIntact(file)));
    if (!intact.includes(false)) whole.push(record);
  }
  return new Set(whole.map(({ key: { stage, params, link, previous } }) => {
    const state = previous && { state: previous.state! };
    return canonicalJson({ stage, params, link, previous: state });
  }));
}

async function expectedHashes(): Promise<Record<string, string[]>> {
  await using rig = await makeRig();
  return fileHashes(await rig.run(crashActions));
}

/** Runs to the end in this process and compares with a run that nobody disturbed. */
async function finish(rig: Rig): Promise<void> {
  const recorded = await recordedLinks(rig.store);
  const result = await rig.run(crashActions);
  assert.equal(result.status, "done", JSON.stringify(result.failed));
  assert.deepEqual(fileHashes(result), await expectedHashes());
  for (const execution of rig.executions) assert.ok(!recorded.has(canonicalJson({ ...execution })));
  for (const records of result.records.values()) {
    for (const file of records.flatMap(({ files }) => Object.values(files))) {
      assert.ok(await rig.store.read(file));
    }
  }
}

Deno.test("a child killed at any change of a file loses at most the link it was at", async () => {
  await using rig = await makeRig();
  const log = join(rig.store.folder, "executions.jsonl");
  await Deno.mkdir(rig.store.folder);
  for (let run = 0; run < 14; run++) {
    const before = await recordedLinks(rig.store);
    const moment = 1 + randomWord(randomKey(1, "crash"), run) % 40;
    const env = { TOY_DIE_AT: String(moment) };
    await startDriver(rig.store.folder, log, String(run), { env }).status;

    const begun = readLog(log).filter((line) => line.run === String(run));
    assert.ok(begun.length > 0);
    for (const { execution } of begun) assert.ok(!before.has(canonicalJson({ ...execution })));
    const after = await recordedLinks(rig.store);
    const lost = begun.filter(({ execution }) => !after.has(canonicalJson({ ...execution })));
    assert.ok(lost.length <= 2, "one link of each of two children");
  }
  await finish(rig);
});

Deno.test("a driver killed at any moment takes its children along and can be run again", async () => {
  await using rig = await makeRig();
  const log = join(rig.store.folder, "executions.jsonl");
  await Deno.mkdir(rig.store.folder);
  await Deno.writeTextFile(log, "");
  for (let run = 0; run < 10; run++) {
    const before = await recordedLinks(rig.store);
    const driver = startDriver(rig.store.folder, log, String(run));
    const begun = () => readLog(log).filter((line) => line.run === String(run));
    const moment = 1 + randomWord(randomKey(2, "crash"), run) % 8;
    await until(() => begun().length >= moment || before.size >= 80);
    driver.kill("SIGKILL");
    await driver.status;

    const children = new Set(begun().map(({ pid }) => pid));
    await until(() => ![...children].some(isAlive));
    for (const { execution } of begun()) assert.ok(!before.has(canonicalJson({ ...execution })));
  }
  await finish(rig);
});

Deno.test("a child that says nothing ends, too, when its driver is killed", async () => {
  await using rig = await makeRig();
  const log = join(rig.store.folder, "executions.jsonl");
  await Deno.mkdir(rig.store.folder);
  await Deno.writeTextFile(log, "");
  const driver = startDriver(rig.store.folder, log, "0", { command: "wait" });
  await until(() => readLog(log).length > 0);
  driver.kill("SIGKILL");
  await driver.status;
  await until(() => !isAlive(readLog(log)[0]!.pid));
});

Deno.test("two drivers at once both succeed with the same files", async () => {
  await using rig = await makeRig();
  const log = join(rig.store.folder, "executions.jsonl");
  await Deno.mkdir(rig.store.folder);
  const drivers = ["a", "b"].map((run) => startDriver(rig.store.folder, log, run));
  const statuses = await Promise.all(drivers.map((driver) => driver.status));
  assert.deepEqual(statuses.map(({ code }) => code), [0, 0]);
  await finish(rig);
  assert.equal(rig.executions.length, 0);
});

Deno.test("a torn record counts as absent and its link is done again", async () => {
  await using rig = await makeRig();
  const first = await rig.run(crashActions);
  const folder = join(rig.store.folder, "records", "concatenate");
  for (const { name } of [...Deno.readDirSync(folder)]) {
    const text = await Deno.readTextFile(join(folder, name));
    await Deno.writeTextFile(join(folder, name), text.slice(0, -10));
  }
  const again = await runActions(crashActions, {
    store: new Store(rig.store.folder),
    environment: rig.environment,
    executor: inProcessExecutor(rig.store, rig.environment),
    cores: 1,
    keepGoing: false,
    signal: new AbortController().signal,
    onEvent: () => {},
  });
  assert.deepEqual(again.executed, ["join"]);
  assert.deepEqual(fileHashes(again), fileHashes(first));
});

Deno.test("executeRequest() refuses a request that was planned for another engine", async () => {
  await using rig = await makeRig();
  const environment = withEngine(rig.environment, "slide rule");
  const result = await rig.run([chain("train", { start: 1 }, [1])], { environment });
  assert.match(
    result.failed[0]!.message,
    /planned for the engine slide rule\/\w+, but here is abacus:/,
  );
});

/** Waits for something that another process does. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("Waited 20 s in vain");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
