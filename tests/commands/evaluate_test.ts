/** `evaluate` on the runs of the tiny experiment. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import type { HistoryRow } from "../../schemas/artifacts.ts";
import { inFolder, runCli, tiny } from "./cli.ts";

interface Evaluated {
  readonly run: string;
  readonly points: readonly HistoryRow[];
}

Deno.test("checkpoints answer as they did in training, and rows of a CSV file as in the table", () =>
  inFolder(async (folder) => {
    const nothing = await runCli(folder, "evaluate", tiny);
    assert.equal(nothing.code, exitCodes.usage);
    assert.match(nothing.stderr, /no checkpoint of .*tiny\.yaml/);
    assert.equal((await runCli(folder, "run", tiny)).code, exitCodes.done);

    const evaluate = async (...args: string[]): Promise<Evaluated[]> => {
      const { code, stdout, stderr } = await runCli(folder, "evaluate", tiny, "--json", ...args);
      assert.equal(code, exitCodes.done, stderr);
      return JSON.parse(stdout);
    };
    const evaluated = await evaluate("--truncate", "0,1");
    for (const { run, points } of evaluated) {
      const history: HistoryRow[] = Deno.readTextFileSync(
        join(folder, "artifacts/runs/tiny", run, "history.jsonl"),
      ).trim().split("\n").map((line) => JSON.parse(line));
      for (const point of points) {
        const then = history.find(({ step }) => step === point.step)!;
        for (
          const column of ["trainLoss", "trainAccuracy", "validationLoss", "validationAccuracy"]
        ) {
          assert.equal(point[column], then[column], `${run} ${column} at ${point.step}`);
        }
        const whole = point["truncation/trainAccuracy/0"];
        assert.equal(whole, point.trainAccuracy);
      }
    }

    const [{ run }] = evaluated as [Evaluated];
    const csv = join(folder, "artifacts/runs/tiny", run, "data/validation.csv");
    const [again] = await evaluate(
      "--csv",
      `mine=${csv}`,
      "--steps",
      "last",
      "--sets",
      "validation",
    );
    const last = again!.points.at(-1)!;
    assert.equal(last.mineAccuracy, last.validationAccuracy);
    assert.equal(last.mineLoss, last.validationLoss);

    const { stderr } = await runCli(folder, "evaluate", tiny);
    assert.match(stderr, /0 checkpoints evaluated, \d+ known from before/);
  }));

Deno.test("a CSV file that does not fit is told of with line and cure", () =>
  inFolder(async (folder) => {
    assert.equal((await runCli(folder, "run", tiny)).code, exitCodes.done);
    const refused = async (text: string, message: RegExp, ...args: string[]) => {
      Deno.writeTextFileSync(join(folder, "rows.csv"), text);
      const { code, stderr } = await runCli(folder, "evaluate", tiny, "--csv", "rows.csv", ...args);
      assert.equal(code, exitCodes.usage);
      assert.match(stderr, message);
    };
    await refused("x,y\n1,2\n", /rows\.csv:1: has no column named answer; write x,y,answer/);
    await refused("x,y,answer\n1,2,3\n1,1000,3\n", /rows\.csv:3: column y: "1000" is no number/);
    await refused("x,y,answer\n", /rows\.csv:1: has no rows/);
    await refused("x,y,answer\n1,2,3\n", /no set "test"; its sets are/, "--sets", "test");
    await refused("x,y,answer\n1,2,3\n", /--steps "soon" is no list of steps/, "--steps", "soon");
  }));
