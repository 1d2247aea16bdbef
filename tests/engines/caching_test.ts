/** Programs that are kept loaded: what the contract of engines asks, and how many are loaded. */
import assert from "node:assert/strict";
import { cachingEngine, cachingEngines } from "../../engines/caching.ts";
import type { Engine } from "../../engines/engine.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { testEngine } from "./engine_contract.ts";

testEngine(cachingEngine(onnxEngine));

/** An engine that loads nothing and tells of what it is asked for. */
function toyEngine(said: string[]): Engine {
  return {
    name: "toy",
    reads: "text",
    load(program, { threads }) {
      const name = `${new TextDecoder().decode(program)}/${threads}`;
      said.push(`load ${name}`);
      return Promise.resolve({
        hold: (values) => said.push(`hold ${Object.keys(values).join()}`),
        run: () => Promise.resolve({}),
        close: () => Promise.resolve(void said.push(`close ${name}`)),
      });
    },
  };
}

/** What the toy engine was asked for while programs were loaded and closed, one after another. */
async function sayings(kept: number, ...programs: (readonly [string, number])[]) {
  const said: string[] = [];
  const engine = cachingEngine(toyEngine(said), kept);
  for (const [text, threads] of programs) {
    const executable = await engine.load(new TextEncoder().encode(text), { threads });
    await executable.close();
  }
  return said.filter((line) => !line.startsWith("hold"));
}

Deno.test("cachingEngine() loads the same bytes for as many threads once", async () => {
  assert.deepEqual(await sayings(4, ["a", 1], ["a", 1], ["b", 1], ["a", 2], ["a", 1]), [
    "load a/1",
    "load b/1",
    "load a/2",
  ]);
});

Deno.test("cachingEngine() closes the program that was out of use the longest", async () => {
  assert.deepEqual(await sayings(2, ["a", 1], ["b", 1], ["a", 1], ["c", 1], ["a", 1], ["b", 1]), [
    "load a/1",
    "load b/1",
    "load c/1",
    "close b/1",
    "load b/1",
    "close c/1",
  ]);
});

Deno.test("cachingEngine() gives a program to one user at a time", async () => {
  const said: string[] = [];
  const engine = cachingEngine(toyEngine(said));
  const program = new TextEncoder().encode("a");
  const both = [
    await engine.load(program, { threads: 1 }),
    await engine.load(program, { threads: 1 }),
  ];
  for (const executable of both) await executable.close();
  assert.equal(said.filter((line) => line.startsWith("load")).length, 2);
});

Deno.test("cachingEngine() lets go of what a user had it hold", async () => {
  const said: string[] = [];
  const executable = await cachingEngine(toyEngine(said)).load(new Uint8Array(), { threads: 1 });
  executable.hold({ data: { shape: [1], data: Float32Array.of(1) } });
  await executable.close();
  assert.deepEqual(said.slice(1), ["hold data", "hold "]);
});

Deno.test("cachingEngines() loads an engine once, when it is first asked for", async () => {
  const said: string[] = [];
  let loads = 0;
  const load = () => Promise.resolve((loads++, toyEngine(said)));
  const { toy } = cachingEngines({ toy: { load } });
  assert.equal(loads, 0);
  assert.equal(await toy!.load(), await toy!.load());
  assert.equal(loads, 1);
});
