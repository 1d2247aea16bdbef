/** `evaluate` on the runs of the tiny experiment. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCodes } from "../../commands/exit.ts";
import { onnxEngine } from "../../engines/onnx.ts";
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

Deno.test("rows with tokens that the task has elsewhere are answered as the exported network does", () =>
  inFolder(async (folder) => {
    const config = join(folder, "sums.yaml");
    await Deno.writeTextFile(
      config,
      JSON.stringify({
        name: "sums",
        title: "Sums",
        objective: { kind: "crossEntropy" },
        task: { kind: "modular", operation: "x+y", modulus: 5, encoding: "equation" },
        split: { trainFraction: 0.8 },
        model: { kind: "transformer", layers: 2, width: 8, heads: 2, feedForwardWidth: 8 },
        optimizer: { kind: "adamw" },
        training: { steps: 3, batch: { size: "full" } },
        checkpoints: { every: 3 },
        figures: [],
      }),
    );
    const trained = await runCli(folder, "run", config);
    assert.equal(trained.code, exitCodes.done, trained.stderr);
    const rows = [["3", "3", "3", "3"], ["=", "=", "4", "+"], ["+", "1", "2", "="]];
    const csv = join(folder, "odd.csv");
    const lines = rows.map((tokens, row) => `${tokens.join(" ")},${row}`);
    await Deno.writeTextFile(csv, ["tokens,answer", ...lines].join("\n"));
    const { code, stdout, stderr } = await runCli(
      folder,
      ...["evaluate", config, "--json", "--csv", `odd=${csv}`],
    );
    assert.equal(code, exitCodes.done, stderr);
    const [{ run, points }] = JSON.parse(stdout) as [Evaluated];

    const model = await Deno.readFile(join(folder, "artifacts/runs/sums", run, "model.onnx"));
    const network = await onnxEngine.load(model, { threads: 1 });
    const vocabulary = ["0", "1", "2", "3", "4", "=", "+"];
    const tokens = Int32Array.from(rows.flat(), (token) => vocabulary.indexOf(token));
    const { logits } = await network.run({ tokens: { shape: [3, 4], data: tokens } });
    await network.close();
    const losses = rows.map((_, row) => {
      const own = [...logits!.data.subarray(row * 7, (row + 1) * 7)];
      return Math.log(own.reduce((sum, each) => sum + Math.exp(each), 0)) - own[row]!;
    });
    const mean = losses.reduce((sum, loss) => sum + loss) / losses.length;
    assert.ok(
      Math.abs(points.at(-1)!.oddLoss! - mean) < 1e-5,
      `${points.at(-1)!.oddLoss}, ${mean}`,
    );
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
    const missing = /There is no file "mine\.csv"; name a CSV file/;
    await refused("x,y,answer\n1,2,3\n", missing, "--csv", "mine.csv");
  }));
