/** The peer does the same as we do, where there is PyTorch; elsewhere all else can be timed. */
import assert from "node:assert/strict";
import { trainingFeeds } from "../../bench/feeds.ts";
import { networks, withoutDropout } from "../../bench/networks.ts";
import { PyTorch } from "../../bench/pytorch.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { names } from "../../training/manifest.ts";
import { buildTrainProgram } from "../../training/programs.ts";
import { runOnce } from "../engines/run_program.ts";

const ONE_THREAD = { threads: { own: 1, blas: 1 }, memory: "kept" } as const;

async function openWith(python: string): Promise<PyTorch | null> {
  const before = Deno.env.get("PYTHON");
  Deno.env.set("PYTHON", python);
  try {
    return await PyTorch.open(ONE_THREAD);
  } finally {
    if (before === undefined) Deno.env.delete("PYTHON");
    else Deno.env.set("PYTHON", before);
  }
}

Deno.test("PyTorch.open() gives null where there is no Python", async () => {
  assert.equal(await openWith("/nowhere/python3"), null);
});

Deno.test("PyTorch.open() says what went wrong when the script fails for another reason", async () => {
  await assert.rejects(openWith(Deno.execPath()), /^Error: PyTorch's process ended: .*error/s);
});

const found = await PyTorch.open(ONE_THREAD);
await found?.close();

for (const each of networks) {
  Deno.test({
    name: `PyTorch's first steps of ${each.name} from the same weights have the same losses`,
    ignore: found === null, // no Python with PyTorch on this machine
    async fn() {
      const network = withoutDropout(each);
      const sizes = new Map([["batch", 64], ["rows", 300], ["steps", 4]]);
      const feeds = trainingFeeds(network, sizes);
      const { [names.loss]: ours } = await runOnce(
        onnxEngine,
        buildTrainProgram(network.recipe),
        feeds,
      );
      const process = (await PyTorch.open(ONE_THREAD))!;
      try {
        await process.load(network, feeds);
        const { losses } = await process.train(4);
        assert.notEqual(losses[0], losses[3], "the weights change");
        for (const [step, loss] of ours!.data.entries()) {
          const difference = Math.abs(losses[step]! / loss - 1);
          assert.ok(difference < 1e-5, `step ${step}: ${losses[step]} there, ${loss} here`);
        }
      } finally {
        await process.close();
      }
    },
  });
}
