import assert from "node:assert/strict";
import { openWorkspace } from "../../commands/artifacts.ts";
import { Catalogue } from "../../web_data/catalogue.ts";
import { Live } from "../../web_data/live.ts";
import { LiveFiles } from "../../web_data/live_files.ts";
import { LiveOffers } from "../../web_data/live_offers.ts";
import { answer } from "../../web_data/server.ts";
import { inFolder, runCli, tiny } from "../commands/cli.ts";

const page = { html: "<p>", script: "1", style: "p{}" };

async function withServed(
  test: (ask: (path: string, more?: RequestInit) => Promise<Response>) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const { code, stderr } = await runCli(folder, "run", tiny);
    assert.equal(code, 0, stderr);
    const workspace = openWorkspace({ artifacts: `${folder}/artifacts` });
    const catalogue = new Catalogue(workspace, { configs: [tiny], set: [] });
    let told = () => {};
    const known = new Promise<void>((resolve) => told = resolve);
    await catalogue.open(() => catalogue.index().incomplete || told());
    await known;
    const live = new Live(workspace.store.folder, () => 0);
    const liveFiles = new LiveFiles();
    const liveOffers = new LiveOffers(catalogue);
    await test((path, more = {}) => {
      const headers = { host: "127.0.0.1:8059", ...more.headers };
      const request = new Request(`http://127.0.0.1:8059${path}`, { ...more, headers });
      return answer(request, 8059, { catalogue, live, page, liveFiles, liveOffers });
    });
  });
}

Deno.test("experiments, runs and histories are answered, everything else is refused", () =>
  withServed(async (ask) => {
    const json = async (path: string) => await (await ask(path)).json();
    const { experiments: [about], incomplete } = await json("/data/index.json");
    assert.equal(incomplete, false);
    assert.deepEqual(about.summary.states, { done: 4 });
    assert.deepEqual(
      about.summary.claims.map(({ verdict }: { verdict: string }) => verdict),
      ["holds", "fails"],
    );

    const experiment = await json("/data/tiny/experiment.json");
    assert.deepEqual(experiment.axes, ["split.trainFraction"]);
    assert.deepEqual(experiment.runs.map(({ id }: { id: string }) => id), [
      "trainFraction-0.4_seed-0",
      "trainFraction-0.4_seed-1",
      "trainFraction-0.8_seed-0",
      "trainFraction-0.8_seed-1",
    ]);
    const [run] = experiment.runs;
    assert.deepEqual([run.state, run.step, run.budget, run.checkpoints], [
      "done",
      60,
      60,
      [20, 40, 60],
    ]);
    assert.ok("seed" in run.values && !("task.modulus" in run.values));
    assert.equal(experiment.common["task.modulus"], 11);

    const history = await json(`/data/tiny/${run.id}/history.json`);
    assert.deepEqual(history.steps, [0, 10, 20, 30, 40, 50, 60]);
    assert.equal(history.columns.validationAccuracy.length, 7);
    const { runs } = await json("/data/tiny/curves.json");
    assert.deepEqual(runs[run.id].curves.trainAccuracy.steps, history.steps);
    assert.deepEqual(runs[run.id].rises.train.values.at(-1), run.bestTrain);

    for (
      const path of ["/data/tinny/experiment.json", "/data/tiny/none/history.json", "/deno.json"]
    ) assert.equal((await ask(path)).status, 404, path);
  }));

Deno.test("what can be trained in a tab is offered, to a page that may start WebAssembly and no more", () =>
  withServed(async (ask) => {
    const { experiments } = await (await ask("/data/live.json")).json();
    const [{ name, seed, axes, settings }] = experiments;
    assert.deepEqual({ name, seed, axes }, {
      name: "tiny",
      seed: 0,
      axes: { "split.trainFraction": 0.4 },
    });
    assert.equal(settings.task.modulus, 11);
    for (const path of ["/live", "/live_worker.js"]) {
      const { headers, status } = await ask(path);
      assert.equal(status, 200);
      const policy = headers.get("content-security-policy")!;
      assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
      assert.match(policy, /worker-src 'self'$/);
      assert.match(policy, /^default-src 'none';/);
      assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*/);
    }
    const [script, packed] = [await ask("/live_worker.js"), await ask("/onnxruntime.wasm.gz")];
    assert.ok((await script.text()).length < 600_000, "the worker is no larger than it was");
    assert.ok((await packed.arrayBuffer()).byteLength < 3.8e6, "as large as the button says");
  }));

Deno.test("only pages of this machine are answered, and nothing is taken from them", () =>
  withServed(async (ask) => {
    const answers = await Promise.all([
      ask("/"),
      ask("/", { headers: { host: "localhost:8059" } }),
      ask("/", { headers: { host: "evil.example:8059" } }),
      ask("/", { headers: { host: "127.0.0.1:80" } }),
      ask("/data/index.json", { method: "POST" }),
      ask("/data/index.json", { method: "DELETE" }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 403, 403, 405, 405]);
    for (const { headers } of answers) {
      const policy = headers.get("content-security-policy")!;
      assert.match(policy, /^default-src 'none'; script-src 'self'/);
      assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*/);
      assert.equal(headers.get("access-control-allow-origin"), null);
    }
  }));
