import assert from "node:assert/strict";
import { join } from "node:path";
import { openEventLog } from "../../dag/log_file.ts";
import { eventSchema } from "../../schemas/events.ts";
import { makeRig, once } from "./fixtures/rig.ts";

const clock = () => new Date(Date.UTC(2026, 0, 2, 3, 4, 5));

Deno.test("openEventLog() appends each event with its time as a line that can be read back", async () => {
  await using rig = await makeRig();
  const path = join(rig.store.folder, "logs", "run.jsonl");
  for (const word of ["one", "two"]) {
    const log = await openEventLog(rig.store, "logs/run.jsonl", clock);
    await rig.run([once(word, "concatenate", word)], { onEvent: log.write });
    log.close();
  }
  const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
  const types = lines.map((line) => eventSchema.parse(JSON.parse(line)).type);
  const each = ["planned", "actionStarted", "linkFinished", "actionFinished", "runFinished"];
  assert.deepEqual(types, [...each, ...each]);
  assert.ok(lines.every((line) => line.startsWith('{"time":"2026-01-02T03:04:05.000Z","type":')));
});

Deno.test("openEventLog() goes on without a word when its file cannot be written", async () => {
  await using rig = await makeRig();
  const log = await openEventLog(rig.store, "logs/run.jsonl", clock);
  log.close();
  const result = await rig.run([once("a", "concatenate", 1)], { onEvent: log.write });
  assert.equal(result.status, "done");
});

Deno.test("openEventLog() writes to no file but its own", async () => {
  await using rig = await makeRig();
  const logs = join(rig.store.folder, "logs");
  const mine = join(rig.store.folder, "mine");
  await Deno.mkdir(logs, { recursive: true });
  await Deno.writeTextFile(mine, "mine");
  await Deno.symlink(mine, join(logs, "link.jsonl"));
  await Deno.symlink("loop.jsonl", join(logs, "loop.jsonl"));
  await Deno.mkdir(join(logs, "folder.jsonl"));
  for (
    const [name, message] of [["link", /is a link/], ["loop", /is a link/], [
      "folder",
      /not a file/,
    ]] as const
  ) {
    await assert.rejects(openEventLog(rig.store, `logs/${name}.jsonl`, clock), { message });
  }
  await Deno.symlink(logs, join(rig.store.folder, "elsewhere"));
  await assert.rejects(openEventLog(rig.store, "elsewhere/run.jsonl", clock), /is a link/);
  assert.equal(await Deno.readTextFile(mine), "mine");
  assert.equal([...Deno.readDirSync(logs)].length, 3);
});

Deno.test("openEventLog() logs nothing in a store that may only be read", async () => {
  await using rig = await makeRig();
  const { open } = Deno;
  const refusals = [
    Object.assign(new Error("Read-only file system (os error 30)"), { code: "EROFS" }),
    new Deno.errors.PermissionDenied("Permission denied (os error 13)"),
  ];
  for (const error of refusals) {
    Object.assign(Deno, { open: () => Promise.reject(error) });
    try {
      const log = await openEventLog(rig.store, "logs/run.jsonl", clock);
      log.write({ type: "planned", actions: [] });
      log.close();
    } finally {
      Object.assign(Deno, { open });
    }
  }
  await assert.rejects(Deno.stat(join(rig.store.folder, "logs/run.jsonl")), Deno.errors.NotFound);
});
