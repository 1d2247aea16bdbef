import assert from "node:assert/strict";
import { randomKey, randomWord } from "../../random/counter.ts";
import { chain, fileHashes, inspection, makeRig, once, outputs, pipeline } from "./fixtures/rig.ts";

const everything = ["left", "right", "join", "even", "report"];

Deno.test("runActions() executes nothing when everything has a record", async () => {
  await using rig = await makeRig();
  const first = await rig.run(pipeline());
  assert.equal(first.status, "done");
  assert.deepEqual([...first.executed].sort(), [...everything].sort());
  const begun = rig.executions.length;

  const second = await rig.run(pipeline());

  assert.deepEqual(second.executed, []);
  assert.equal(rig.executions.length, begun);
  assert.deepEqual(fileHashes(second), fileHashes(first));
});

Deno.test("runActions() runs only what a changed parameter touches", async () => {
  await using rig = await makeRig();
  await rig.run(pipeline());

  const result = await rig.run(pipeline({ word: "or!" }));

  assert.ok(result.executed.includes("join"));
  assert.ok(!result.executed.includes("left") && !result.executed.includes("right"));
});

Deno.test("runActions() stops the wave where outputs come out equal", async () => {
  await using rig = await makeRig();
  await rig.run(pipeline());

  const result = await rig.run(pipeline({ word: "or." })); // as long as "and": the same parity

  assert.deepEqual(result.executed, ["join", "even"]);
  assert.deepEqual(result.cutOff, ["report"]);
  assert.ok(rig.events.some((event) => event.type === "actionCutOff" && event.action === "report"));
});

Deno.test("runActions() runs again what edited code made", async () => {
  await using rig = await makeRig();
  await rig.run(pipeline());
  rig.edit("parity");

  const result = await rig.run(pipeline());

  assert.deepEqual(result.executed, ["even"]);
  assert.deepEqual(result.cutOff, ["report"]);
});

Deno.test("runActions() continues a chain that was made longer", async () => {
  await using rig = await makeRig();
  await rig.run(pipeline());
  const begun = rig.executions.length;

  const result = await rig.run(pipeline({ links: [1, 2, 3, 4, 5] }));

  const links = rig.executions.slice(begun).filter(({ stage }) => stage === "accumulate");
  assert.deepEqual(links.map(({ link }) => link), [4, 5]);
  assert.ok(result.executed.includes("join"));
});

Deno.test("runActions() leaves out the links after one that ended the chain", async () => {
  await using rig = await makeRig();
  const actions = [chain("short", { start: 0, endAt: 3 }, [1, 2, 3, 4])];

  const result = await rig.run(actions);

  assert.deepEqual(rig.executions.map(({ link }) => link), [1, 2]);
  assert.equal(result.records.get("short")!.length, 2);
  assert.deepEqual((await rig.run(actions)).executed, []);
});

Deno.test("runActions() starts nothing new after a failure", async () => {
  await using rig = await makeRig();
  const actions = [
    once("bad", "misbehave", { how: "throw" }),
    once("after", "concatenate", "x", { from: outputs("bad") }),
    once("other", "concatenate", "y"),
  ];

  const result = await rig.run(actions, { jobs: 1 });

  assert.equal(result.status, "failed");
  assert.deepEqual(result.failed, [{ action: "bad", message: "This stage always fails" }]);
  assert.deepEqual(result.unfinished, ["after", "other"]);
  assert.deepEqual(rig.executions.map(({ stage }) => stage), ["misbehave"]);
});

Deno.test("runActions() goes on with what does not depend on a failure when keepGoing", async () => {
  await using rig = await makeRig();
  const actions = [
    once("bad", "misbehave", { how: "throw" }),
    once("after", "concatenate", "x", { from: outputs("bad") }),
    once("other", "concatenate", "y"),
    once("more", "concatenate", "z", { from: outputs("other") }),
  ];

  const result = await rig.run(actions, { jobs: 1, keepGoing: true });

  assert.equal(result.status, "failed");
  assert.deepEqual(result.executed, ["other", "more"]);
  assert.deepEqual(result.unfinished, ["after"]);
});

Deno.test("runActions() makes the same files with one job, two, and in any order", async () => {
  await using reference = await makeRig();
  const expected = fileHashes(await reference.run(pipeline(), { jobs: 1 }));
  for (let seed = 0; seed < 8; seed++) {
    await using rig = await makeRig();
    const result = await rig.run(pipeline(), {
      jobs: 1 + seed % 3,
      place: (index) => randomWord(randomKey(seed, "order"), index),
    });
    assert.deepEqual(fileHashes(result), expected);
  }
});

Deno.test("runActions() shares the cores among the actions that run at once", async () => {
  await using rig = await makeRig();
  const threads: number[] = [];
  const execute = (requests: readonly { action: string }[], options: { threads: number }) => {
    threads.push(options.threads);
    return Promise.resolve(
      requests.map(({ action }) =>
        ({ type: "actionFailed", action, message: "", details: "" }) as const
      ),
    );
  };
  const started = async (count: number, jobs: number, cores: number) => {
    threads.length = 0;
    const actions = Array.from({ length: count }, (_, at) => once(`a${at}`, "concatenate", at));
    await rig.run(actions, { cores, executor: { slots: jobs, execute } });
    return [...threads];
  };
  assert.deepEqual(await started(1, 1, 8), [8]);
  assert.deepEqual(await started(1, 3, 8), [8], "a lone action has nothing to share with");
  assert.deepEqual(await started(4, 3, 8), [2, 2, 2]);
  assert.deepEqual(await started(4, 3, 2), [1, 1, 1], "never less than one");
});

Deno.test("runActions() says stopped, records nothing half done and continues later", async () => {
  await using rig = await makeRig();
  const abort = new AbortController();
  const actions = [chain("train", { start: 0 }, [1, 2, 3, 4])];

  const result = await rig.run(actions, {
    signal: abort.signal,
    onEvent: (event) => {
      if (event.type === "actionProgress" && event.link === 2) abort.abort();
    },
  });

  assert.equal(result.status, "stopped");
  assert.deepEqual(result.unfinished, ["train"]);
  assert.equal((await rig.store.listRecords("accumulate")).length, 2);
  const links = rig.executions.length;
  assert.equal((await rig.run(actions)).status, "done");
  assert.deepEqual(rig.executions.slice(links).map(({ link }) => link), [3, 4]);
});

Deno.test("runActions() does equal work once, also when two actions are ready at once", async () => {
  await using rig = await makeRig();
  const result = await rig.run([
    chain("one/train", { start: 1 }, [1, 2]),
    chain("two/train", { start: 1 }, [1, 2]),
    once("two/read", "concatenate", 1, { from: [{ action: "two/train", file: "state" }] }),
  ]);

  assert.equal(result.status, "done", JSON.stringify(result.failed));
  assert.equal(rig.executions.filter(({ stage }) => stage === "accumulate").length, 2);
  assert.deepEqual(result.records.get("one/train"), result.records.get("two/train"));
  assert.deepEqual([result.executed, result.shared, result.cutOff], [
    ["one/train", "two/read"],
    ["two/train"],
    [],
  ]);
  assert.ok(rig.events.some((event) => event.type === "actionShared"));
});

Deno.test("runActions() lets a longer chain go on from one that runs at the same time", async () => {
  await using rig = await makeRig();
  const result = await rig.run([
    chain("short", { start: 1 }, [1, 2]),
    chain("long", { start: 1 }, [1, 2, 3]),
  ]);

  assert.deepEqual(rig.executions.map(({ link }) => link), [1, 2, 3]);
  assert.deepEqual([result.executed, result.shared, result.links], [["short", "long"], [], 3]);
});

Deno.test("runActions() executes equal work again where the first to do it failed", async () => {
  await using rig = await makeRig();
  const twice = ["a", "b"].map((id) => once(id, "misbehave", { how: "throw" }));
  const result = await rig.run(twice, { keepGoing: true });
  assert.deepEqual(result.failed.map(({ action }) => action), ["a", "b"]);
});

Deno.test("runActions() looks at one more file for one more link, and at each file alone", async () => {
  await using rig = await makeRig();
  const actions = (links: number[]) => [
    chain("train", { start: 0 }, links),
    once("word", "concatenate", "word"),
    inspection("measure", "train", 1, { word: outputs("word") }),
    once("table", "concatenate", "t", {
      all: [{ action: "measure", file: "out", links: "all" }],
    }),
  ];
  const inspected = () => rig.executions.filter(({ stage }) => stage === "inspect");
  const first = await rig.run(actions([1, 2]));
  assert.equal(first.records.get("measure")!.length, 2);
  assert.ok(inspected().every(({ previous }) => previous === null));
  const before = inspected().length;

  const longer = await rig.run(actions([1, 2, 3]));

  assert.equal(inspected().length, before + 1);
  const records = longer.records.get("measure")!;
  assert.deepEqual(records.slice(0, 2), first.records.get("measure"));
  const { state } = longer.records.get("train")![2]!.files;
  assert.deepEqual(records[2]!.key.inputs.state, [state!.hash]);
  assert.ok(longer.executed.includes("table"));
  assert.deepEqual((await rig.run(actions([1, 2, 3]))).executed, []);
});

Deno.test("runActions() branches off from any link of a chain, and fails where it has none", async () => {
  await using rig = await makeRig();
  const fork = (id: string, link: number) =>
    once(id, "concatenate", id, { state: [{ action: "train", file: "state", link }] });
  const train = chain("train", { start: 0, endAt: 3 }, [1, 2, 3, 4]);

  const result = await rig.run([train, fork("early", 0), fork("late", 3)], { keepGoing: true });

  const { state } = result.records.get("train")![0]!.files;
  assert.deepEqual(result.records.get("early")![0]!.key.inputs, { state: [state!.hash] });
  assert.deepEqual(result.failed, [{
    action: "late",
    message: 'Input "state" of action "late" is a file of link 4 of "train", which ended after 2',
  }]);
  assert.deepEqual((await rig.run([train, fork("late", 3)])).failed, result.failed);
});

Deno.test("runActions() ends what was given first before it begins what comes later", async () => {
  await using rig = await makeRig();
  const experiment = (name: string) => [
    chain(`${name}/train`, { name, start: 0 }, [1]),
    once(`${name}/export`, "concatenate", name, {
      state: [{ action: `${name}/train`, file: "state" }],
    }),
    once(`${name}/figure`, "concatenate", name, { from: outputs(`${name}/export`) }),
  ];
  const done: string[] = [];
  const actions = [...experiment("a"), ...experiment("b"), ...experiment("c")];
  const onDone = (id: string) => done.push(id);

  await rig.run(actions, { jobs: 1, onDone });

  assert.deepEqual(done, actions.map(({ id }) => id));
  done.length = 0;
  await rig.run(actions, { jobs: 1, onDone });
  assert.deepEqual(done, actions.map(({ id }) => id), "what was done before is told of, too");
});
