/** Results made again beside their store. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { describeCompiler } from "../../commands/toolchain.ts";
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

Deno.test("verify reads what the store has: a file that is damaged or gone differs, each time", () =>
  inFolder(async (folder) => {
    assert.equal((await runCli(folder, "run", tiny)).code, 0);
    const store = storeIn(folder);
    const run = (await recordsIn(folder)).find(({ action }) => action.startsWith("train/"))!.action;
    const path = store.objectPath((await fileOf(folder, run, "checkpoint.safetensors"))!.hash);
    const bytes = await Deno.readFile(path);
    await Deno.chmod(path, 0o644);
    for (const change of [bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1), bytes.subarray(1)]) {
      await Deno.writeFile(path, change);
      for (let time = 0; time < 2; time++) {
        const { code, stdout } = await runCli(folder, "verify", tiny, run.split("/").at(-1)!);
        assert.equal(code, exitCodes.different, stdout);
        assert.match(stdout, /checkpoint.safetensors: is not whole in the store any more/);
        assert.match(stdout, /files? compared, 1 different/);
      }
    }
  }));

Deno.test("a verification that was stopped goes on, but not with what another compiler made", () =>
  inFolder(async (folder) => {
    assert.equal((await runCli(folder, "run", tiny)).code, 0);
    const place = join(folder, "artifacts/.regrok/verify/tiny");
    const left = join(place, "left-behind");
    const verify = async (maker?: string) => {
      Deno.mkdirSync(place, { recursive: true });
      if (maker !== undefined) Deno.writeTextFileSync(join(place, "made-with"), maker);
      Deno.writeTextFileSync(left, "");
      assert.equal((await runCli(folder, "verify", tiny, "--keep")).code, exitCodes.done);
      return existsSync(left);
    };
    assert.equal(await verify(describeCompiler()), true);
    assert.equal(await verify("/usr/bin/another"), false);
    assert.equal(await verify(), false, "what came to its end begins anew");
  }));
