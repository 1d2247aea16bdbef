/** What every executor has to do; each implementation registers these tests. */
import assert from "node:assert/strict";
import { chain, fileHashes, type MakeExecutor, makeRig, once, outputs } from "../fixtures/rig.ts";

export function testExecutor(name: string, makeExecutor: MakeExecutor): void {
  Deno.test(`${name} runs a graph and makes the known bytes`, async () => {
    await using rig = await makeRig(makeExecutor);
    const result = await rig.run([
      chain("train", { start: 1 }, [1, 2]),
      once("join", "concatenate", "x", { state: [{ action: "train", file: "state" }] }),
      once("end", "parity", { number: 1 }, { join: outputs("join") }),
    ]);

    assert.equal(result.status, "done", JSON.stringify(result.failed));
    assert.deepEqual(result.executed, ["train", "join", "end"]);
    const state = result.records.get("train")!.at(-1)!.files.state!;
    assert.equal(
      new TextDecoder().decode(await rig.store.read(state)),
      '{"value":4,"hash":"097c1a9a12326de2bb21bcd8bc4dedd7e8a96b72413d624edc392dc809cdef93"}',
    );
    assert.equal(fileHashes(result).end!.length, 1);
  });

  Deno.test(`${name} shows stages parameters and inputs in one order`, async () => {
    await using rig = await makeRig(makeExecutor);
    const result = await rig.run([
      once("a", "concatenate", 1),
      once("join", "concatenate", { z: 1, a: 2 }, { z: outputs("a"), a: outputs("a") }),
    ]);

    const file = result.records.get("join")![0]!.files.out!;
    assert.equal(
      new TextDecoder().decode(await rig.store.read(file)),
      '[{"a":2,"z":1},[["a",["[1,[]]"]],["z",["[1,[]]"]]]]',
    );
  });

  Deno.test(`${name} tells of progress and links as events of its action`, async () => {
    await using rig = await makeRig(makeExecutor);
    await rig.run([chain("train", { start: 1 }, [1, 2])]);

    const progress = rig.events.filter((event) => event.type === "actionProgress");
    assert.deepEqual(progress.map(({ action, link, links }) => [action, link, links]), [
      ["train", 0, 2],
      ["train", 1, 2],
    ]);
    assert.deepEqual(progress[1]!.values, { value: 2, loss: null });
    const links = rig.events.filter((event) => event.type === "linkFinished");
    assert.deepEqual(links.map(({ link }) => link), [0, 1]);
    const finished = rig.events.filter((event) => event.type === "actionFinished");
    assert.deepEqual(finished, [{ type: "actionFinished", action: "train", executed: 2 }]);
  });

  Deno.test(`${name} keeps the events of actions that run at once apart`, async () => {
    await using rig = await makeRig(makeExecutor);
    const actions = Array.from(
      { length: 6 },
      (_, index) => chain(`c${index}`, { start: index }, [0]),
    );
    await rig.run(actions);

    const progress = rig.events.filter((event) => event.type === "actionProgress");
    assert.deepEqual(
      progress.map(({ action, values }) => `${action} ${values.value}`).sort(),
      actions.map(({ id }, index) => `${id} ${index}`),
    );
  });

  Deno.test(`${name} runs only the links that have no record`, async () => {
    await using rig = await makeRig(makeExecutor);
    await rig.run([chain("train", { start: 1 }, [1, 2])]);
    rig.events.length = 0;

    await rig.run([chain("train", { start: 1 }, [1, 2, 3])]);

    const finished = rig.events.find((event) => event.type === "actionFinished");
    assert.equal(finished?.executed, 1);
  });

  Deno.test(`${name} makes a failure of a stage an outcome with its message and stack`, async () => {
    await using rig = await makeRig(makeExecutor);
    const result = await rig.run([once("bad", "misbehave", { how: "throw" })]);

    assert.deepEqual(result.failed, [{ action: "bad", message: "This stage always fails" }]);
    const failed = rig.events.find((event) => event.type === "actionFailed");
    assert.match(failed!.details, /toy_stages\.ts/);
  });

  Deno.test(`${name} stops a link when the signal says so and waits for it`, async () => {
    await using rig = await makeRig(makeExecutor);
    const abort = new AbortController();
    const result = await rig.run([once("long", "misbehave", { how: "wait" })], {
      signal: abort.signal,
      onEvent: (event) => {
        rig.events.push(event);
        if (event.type === "actionProgress") abort.abort();
      },
    });

    assert.equal(result.status, "stopped");
    assert.deepEqual(result.unfinished, ["long"]);
    assert.ok(rig.events.some((event) => event.type === "actionStopped"));
    assert.deepEqual(await rig.store.listRecords("misbehave"), []);
  });

  Deno.test(`${name} reports an object that it finds damaged, and it is healed`, async () => {
    await using rig = await makeRig(makeExecutor);
    const source = once("source", "concatenate", "source");
    const first = await rig.run([source]);
    const file = first.records.get("source")![0]!.files.out!;
    await Deno.chmod(rig.store.objectPath(file.hash), 0o644);
    await Deno.writeFile(rig.store.objectPath(file.hash), new Uint8Array(file.size));

    const result = await rig.run([
      source,
      once("reader", "concatenate", "reader", { from: outputs("source") }),
    ]);

    assert.equal(result.status, "done", JSON.stringify(result.failed));
    assert.deepEqual(result.executed, ["source", "reader"]);
    assert.ok(rig.events.some((event) => event.type === "objectDamaged"));
  });

  Deno.test(`${name} executes several requests in one slot as if each were alone`, async () => {
    await using rig = await makeRig(makeExecutor);
    const bad = { ...chain("bad", { start: 4 }, [1]), params: { start: 4, fail: true } };
    const chains = [chain("a", { start: 1 }, [1, 2]), bad, chain("b", { start: 2 }, [3])];
    const result = await rig.run(chains, { together: 3, keepGoing: true });

    assert.deepEqual(result.failed.map(({ action }) => action), ["bad"]);
    assert.deepEqual(result.executed, ["a", "b"]);
    await using other = await makeRig(makeExecutor);
    const alone = await other.run([chains[0]!, chains[2]!]);
    const hashes = fileHashes(result);
    assert.deepEqual([hashes.a, hashes.b], [fileHashes(alone).a, fileHashes(alone).b]);
  });

  Deno.test(`${name} refuses a request that was made for other code`, async () => {
    await using rig = await makeRig(makeExecutor);
    const edited = { ...rig.environment.stages.concatenate!, entry: "parity" };
    const planned = {
      ...rig.environment,
      stages: { ...rig.environment.stages, concatenate: edited },
    };
    const result = await rig.run([once("a", "concatenate", 1)], { environment: planned });

    assert.match(result.failed[0]!.message, /The code of stage "concatenate" changed since/);
  });
}
