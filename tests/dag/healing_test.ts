/** Damaged and lost objects are made anew by what made them, in the same run. */
import assert from "node:assert/strict";
import type { Action } from "../../dag/action.ts";
import type { Executor } from "../../dag/executors/executor.ts";
import type { Request } from "../../dag/request.ts";
import { inProcessExecutor } from "../../dag/executors/in_process.ts";
import { chain, damage, inspection, makeRig, once, outputs, pipeline } from "./fixtures/rig.ts";

/** An action that reads every file the other makes. */
function readAll(id: string, files: readonly string[], word: string): Action {
  const all = files.map((file) => ({ action: id, file, links: "all" as const }));
  return once(`read ${id}`, "concatenate", word, { all });
}

for (const how of ["flip", "truncate", "remove"] as const) {
  Deno.test(`runActions() heals every object when it is used (${how})`, async () => {
    await using rig = await makeRig();
    const first = await rig.run(pipeline());
    for (const [id, records] of first.records) {
      for (const file of records.flatMap(({ files }) => Object.values(files))) {
        rig.events.length = 0;
        await damage(rig.store.objectPath(file.hash), how);
        const reader = readAll(id, Object.keys(records[0]!.files), `${how} ${file.hash}`);

        const result = await rig.run([...pipeline(), reader]);

        assert.equal(result.status, "done", JSON.stringify(result.failed));
        assert.ok(result.executed.includes(id), `${id} makes ${file.hash} again`);
        assert.ok(await rig.store.read(file));
        if (how !== "flip") continue; // a plan sees what is gone, but not a flipped bit
        const seen = rig.events.find((event) => event.type === "objectDamaged");
        assert.equal(seen?.hash, file.hash);
        assert.match(seen.message, /its hash is/);
        assert.ok(
          await Deno.stat(
            rig.store.objectPath(file.hash).replace("/objects/", "/quarantine/objects/"),
          ),
        );
      }
    }
  });
}

Deno.test("runActions() heals a checkpoint that the next link of its chain finds damaged", async () => {
  await using rig = await makeRig();
  const first = await rig.run([chain("train", { start: 0 }, [1, 2])]);
  const { state } = first.records.get("train")![1]!.files;
  await damage(rig.store.objectPath(state!.hash), "flip");

  const result = await rig.run([chain("train", { start: 0 }, [1, 2, 3])]);

  assert.equal(result.status, "done");
  assert.deepEqual(rig.executions.map(({ link }) => link), [1, 2, 3, 2, 3]);
});

Deno.test("runActions() fails when a damaged object comes from outside the graph", async () => {
  await using rig = await makeRig();
  const file = await rig.store.putBytes(new TextEncoder().encode("given"));
  await damage(rig.store.objectPath(file.hash), "flip");

  const result = await rig.run([once("read", "concatenate", 1, { given: [{ content: file }] })]);

  assert.equal(result.status, "failed");
  assert.match(result.failed[0]!.message, new RegExp(`${file.hash} is damaged.*put it back`));
});

Deno.test("runActions() gives up on a store that loses what is written", async () => {
  await using rig = await makeRig();
  const executor = {
    slots: 1,
    execute: (requests: readonly { action: string }[]) =>
      Promise.resolve(
        requests.map(({ action }) => ({ type: "actionFinished", action, executed: 1 }) as const),
      ),
  };
  const result = await rig.run([once("a", "concatenate", 1)], { executor });
  assert.match(result.failed[0]!.message, /"a" ran 4 times.*still not whole/);
});

Deno.test("runActions() heals many damaged files that one action reads", async () => {
  await using rig = await makeRig();
  const sources = Array.from({ length: 9 }, (_, index) => once(`s${index}`, "concatenate", index));
  const first = await rig.run(sources);
  const files = [...first.records.values()].map(([record]) => record!.files.out!);
  for (const file of files) await damage(rig.store.objectPath(file.hash), "flip");

  const reader = once("reader", "concatenate", "all", {
    all: outputs(...sources.map(({ id }) => id)),
  });
  const result = await rig.run([...sources, reader]);

  assert.equal(result.status, "done", JSON.stringify(result.failed));
  for (const file of files) assert.ok(await rig.store.read(file));
});

Deno.test("runActions() heals a file that is found damaged while its maker waits to be mended", async () => {
  await using rig = await makeRig();
  const made = [
    once("source", "concatenate", 1),
    once("middle", "concatenate", 2, { source: outputs("source") }),
  ];
  const first = await rig.run(made);
  for (const id of ["source", "middle"]) {
    await damage(rig.store.objectPath(first.records.get(id)![0]!.files.out!.hash), "flip");
  }
  const readers = [
    once("of source", "concatenate", 3, { file: outputs("source") }),
    once("of middle", "concatenate", 4, { file: outputs("middle") }),
  ];
  // The second reader looks once the source is being made again, which lasts until it has looked.
  const [mending, looked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { execute } = inProcessExecutor(rig.store, rig.environment);
  const executor: Executor = {
    slots: 3,
    async execute(requests, options) {
      const [{ action }] = requests as readonly [Request];
      if (action === "of middle") await mending.promise;
      if (action === "source") {
        mending.resolve();
        await looked.promise;
      }
      const outcomes = await execute(requests, options);
      if (action === "of middle") looked.resolve();
      return outcomes;
    },
  };

  const result = await rig.run([...made, ...readers], { executor });

  assert.equal(result.status, "done", JSON.stringify(result.failed));
  const damaged = rig.events.flatMap((event) =>
    event.type === "objectDamaged" ? [event.action] : []
  );
  assert.deepEqual(damaged, ["of source", "of middle"]);
});

Deno.test("runActions() makes anew only the one file of many that was lost", async () => {
  await using rig = await makeRig();
  const actions = [chain("train", { start: 0 }, [1, 2, 3]), inspection("measure", "train", 1)];
  const { records } = await rig.run(actions);
  const lost = records.get("measure")![1]!.files.out!;
  await damage(rig.store.objectPath(lost.hash), "remove");
  const begun = rig.executions.length;

  const result = await rig.run(actions);

  assert.equal(rig.executions.length, begun + 1);
  assert.deepEqual(result.records, records);
});
