/** What `kill -9` leaves behind, of the driver or of a trainer, at random moments. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { randomKey } from "../../random/counter.ts";
import { childrenOf, isAlive } from "../dag/fixtures/processes.ts";
import { nativeEngines } from "../engines/native_engine.ts";
import {
  describeStore,
  describeViews,
  inFolder,
  readResult,
  runCli,
  startCli,
  tiny,
} from "./cli.ts";

/** A whole run takes some seconds; each kill is at a random moment of the first two. */
const LONGEST_DELAY_MS = 2000;

/** Two runs of six segments: more moments between segments than in the whole experiment. */
const plain = ["run", tiny, "--set", "seeds=[0]", "--set", "checkpoints.every=10", "-j", "2"];

Deno.test("after kills at random moments a rerun ends in the same bytes", () =>
  killAndCompare(20, [...plain, "--engine", "onnxruntime"]));

Deno.test({
  name: "so it does where programs are compiled, by whoever was killed or by the next",
  ignore: nativeEngines.length === 0,
  fn: () => killAndCompare(10, [...plain, "--engine", "native"]),
});

/** Kills so many runs, and lets one come to its end after every ten. */
const killAndCompare = (kills: number, args: readonly string[]) =>
  inFolder(async (reference) => {
    assert.equal((await runCli(reference, ...args)).code, exitCodes.done);
    let folder = await Deno.makeTempDir({ prefix: "regrok-kill-" });
    const finishAndCompare = async () => {
      const last = await runCli(folder, ...args);
      assert.equal(last.code, exitCodes.done, last.stderr);
      assert.deepEqual(await describeStore(folder), await describeStore(reference));
      assert.deepEqual(describeViews(folder), describeViews(reference));
      await Deno.remove(folder, { recursive: true });
      folder = await Deno.makeTempDir({ prefix: "regrok-kill-" });
    };
    for (let kill = 0; kill < kills; kill++) {
      const finished = trainedSegments(folder);
      await runAndKill(folder, args, kill);
      const now = trainedSegments(folder);
      for (const [name, file] of finished) assert.equal(now.get(name), file, "trained again");
      if (kill % 10 === 9) await finishAndCompare();
    }
    await Deno.remove(folder, { recursive: true });
  });

async function runAndKill(
  folder: string,
  args: readonly string[],
  kill: number,
): Promise<void> {
  const [moment, victim] = randomKey(1, "kill", kill);
  const driver = startCli(folder, args);
  const ended = readResult(driver);
  const delay = (moment! >>> 0) / 2 ** 32 * LONGEST_DELAY_MS;
  await Promise.race([new Promise((resolve) => setTimeout(resolve, delay)), ended]);
  const children = childrenOf(driver.pid);
  const target = victim! % 2 === 0 ? driver.pid : children[victim! % children.length] ?? driver.pid;
  endAtOnce(target);
  await ended;
  for (const child of children) while (isAlive(child)) await new Promise((go) => setTimeout(go, 5));
}

function endAtOnce(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // it had just ended by itself
  }
}

/** The records of trained segments, each with the identity of its file: writing anew changes it. */
function trainedSegments(folder: string): Map<string, number | null> {
  const records = join(folder, "artifacts/records/train");
  try {
    const names = [...Deno.readDirSync(records)].map(({ name }) => name);
    return new Map(
      names.filter((name) => name.endsWith(".json"))
        .map((name) => [name, Deno.statSync(join(records, name)).ino]),
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Map();
    throw error;
  }
}
