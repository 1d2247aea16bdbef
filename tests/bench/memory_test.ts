/** The memory of workers is that of the processes that train, at its peak. */
import assert from "node:assert/strict";
import { lookAtWorkers, peakUntil } from "../../bench/memory.ts";

const MEGABYTES = 300;

Deno.test({
  name: "lookAtWorkers() finds the peak of a worker below a process, and no other process",
  ignore: Deno.build.os !== "linux", // the system whose count it reads
  async fn() {
    const program = `
      let held = new Uint8Array(${MEGABYTES}e6).fill(1);
      held = null;
      console.log("ready");
      await Deno.stdin.read(new Uint8Array(1));`;
    const start = (argument: string) =>
      new Deno.Command(Deno.execPath(), {
        args: ["eval", program, argument],
        stdin: "piped",
        stdout: "piped",
      }).spawn();
    const [worker, other] = [start("commands/worker.ts"), start("commands/run.ts")];
    for (const process of [worker, other]) {
      const reader = process.stdout.getReader();
      assert.match(new TextDecoder().decode((await reader.read()).value), /ready/);
      await reader.cancel();
    }
    const samples = lookAtWorkers(Deno.pid);
    for (const process of [worker, other]) {
      await process.stdin.close();
      await process.status;
    }
    assert.deepEqual(samples.map(({ pid }) => pid), [worker.pid]);
    const bytes = samples[0]!.bytes;
    assert.ok(bytes > MEGABYTES * 1e6 && bytes < 3 * MEGABYTES * 1e6, `${bytes} bytes`);
  },
});

Deno.test("peakUntil() looks no further than it is told, and gives null where nothing was seen", () => {
  const samples = [[1, 10], [2, 30], [3, 50]].map(([time, bytes]) => ({
    time: time!,
    pid: 7,
    bytes: bytes!,
  }));
  assert.equal(peakUntil(samples, 2), 30);
  assert.equal(peakUntil(samples), 50);
  assert.equal(peakUntil(samples, 0), null);
});
