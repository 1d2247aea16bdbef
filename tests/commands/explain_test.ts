/** What a name means, for people at the command line. */
import assert from "node:assert/strict";
import { exitCodes } from "../../commands/exit.ts";
import { inFolder, runCli } from "./cli.ts";

Deno.test("explain prints one entry, or the names there are", () =>
  inFolder(async (folder) => {
    const explain = (...name: string[]) => runCli(folder, "explain", ...name);
    const setting = await explain("optimizer.weightDecay");
    assert.match(setting.stdout, /^optimizer\.weightDecay \(adamw\)\n {2}weights shrink by /);
    assert.match(setting.stdout, /\n {2}takes a number, at least 0\n {2}default 1\n/);
    assert.equal((await explain("weightDecay")).stdout, setting.stdout);
    const kind = await explain("adamw");
    assert.match(kind.stdout, /^adamw: AdamW, an optimizer \(optimizer\)\n/);
    assert.match(kind.stdout, /\n {2}Source: .*arXiv:1711\.05101/);
    assert.match((await explain("validation99")).stdout, /the first step with validationAccuracy/);
    const wrong = await explain("optimizer.wieghtDecay");
    assert.equal(wrong.code, exitCodes.usage);
    assert.match(wrong.stderr, /did you mean optimizer\.weightDecay\?/);
    const all = await explain();
    for (const name of ["training.steps", "adamw", "phaseDiagram", "batchAccuracy"]) {
      assert.ok(all.stdout.includes(name), name);
    }
  }));
