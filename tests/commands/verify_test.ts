/** Results made again beside their store. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { describeStore, fileOf, inFolder, recordsIn, runCli, storeIn, tiny } from "./cli.ts";

Deno.test("what is made again is compared file by file, and what differs is told with its step", () =>
  inFolder(async (folder) => {
    assert.equal((await runCli(folder, "run", tiny)).code, 0);
    const store = await describeStore(folder);

    const { code, stdout } = await runCli(folder, "verify", tiny, "--all", "--json");
    assert.equal(code, exitCodes.done, stdout);
    const { runs, files, differences } = JSON.parse(stdout);
    assert.ok(runs.length > 1 && files > 10 * runs.length, stdout);
    assert.deepEqual(differences, []);
    assert.deepEqual(await describeStore(folder), store, "the store stays as it is");
    assert.ok(!existsSync(join(folder, "artifacts/.regrok/verify/tiny")), "nothing is left");

    const last = await fileOf(folder, `train/tiny/${runs[0]}`, "history.jsonl");
    const record = (await recordsIn(folder)).find(({ files }) =>
      files["history.jsonl"]?.hash === last!.hash
    );
    const text = new TextDecoder().decode(await storeIn(folder).read(last!));
    const [first, second, ...rest] = text.split("\n");
    const { step } = JSON.parse(second!);
    const forged = [first, second!.replace(/"trainLoss":[^,}]+/, '"trainLoss":123'), ...rest];
    const reference = await storeIn(folder).putBytes(new TextEncoder().encode(forged.join("\n")));
    await storeIn(folder).writeRecord({
      ...record!,
      files: { ...record!.files, "history.jsonl": reference },
    });

    const found = await runCli(folder, "verify", tiny, runs[0]);
    assert.equal(found.code, exitCodes.different, found.stderr);
    assert.match(
      found.stdout,
      new RegExp(`train/tiny/${runs[0]} .*history.jsonl: at step ${step} first: trainLoss was 123`),
    );
  }));

Deno.test("verify wants a run that is trained, and says so", () =>
  inFolder(async (folder) => {
    const none = await runCli(folder, "verify", tiny);
    assert.equal(none.code, exitCodes.usage);
    assert.match(none.stderr, /No run of tiny is trained/);
    assert.equal((await runCli(folder, "run", tiny)).code, 0);
    const unknown = await runCli(folder, "verify", tiny, "nonsense");
    assert.equal(unknown.code, exitCodes.usage);
    assert.match(unknown.stderr, /tiny has no trained run "nonsense"/);
  }));
