/** Whatever a program is made of: the native engine computes what the reference does, however shared. */
import assert from "node:assert/strict";
import type { Value, Values } from "../../../engines/engine.ts";
import { referenceEngine } from "../../../engines/reference.ts";
import type { Program } from "../../../graph/program.ts";
import { randomKey, randomWord } from "../../../random/counter.ts";
import { type Instruction, randomProgram, ruleCount } from "../../graph/random_program.ts";
import { nativeEngines } from "../native_engine.ts";
import { runOnce } from "../run_program.ts";
import { assertSameByThreads, countStrips, normalsOf } from "./sharing.ts";

const PROGRAMS = 24;

/** Around the heights of chunks and tiles, and above that of a block. */
const ROWS = [1, 2, 13, 150];

/** Of sums in float32, to the largest number of a result. */
const TOLERANCE = 1e-4;

function makeProgram(seed: number): Program {
  const key = randomKey(seed, "instructions");
  const number = (at: number, below: number) => randomWord(key, at) % below;
  return randomProgram(Array.from({ length: 4 + number(0, 12) }, (_, index): Instruction => {
    const [rule, first, second] = [0, 1, 2].map((part) => 1 + 3 * index + part);
    return [number(rule!, ruleCount), number(first!, 1000), number(second!, 1000)];
  }));
}

function feedsFor(seed: number, rows: number): Values {
  const normals = (name: string, ...shape: number[]) => normalsOf(seed, name, shape, 0.5);
  return { x: normals("x", rows, 3), square: normals("square", 3, 3), row: normals("row", 3) };
}

function assertSameNumbers(actual: Value, expected: Value, what: string): void {
  const scale = Array.from(expected.data, Math.abs).reduce((most, each) => Math.max(most, each), 1);
  for (const [index, number] of expected.data.entries()) {
    const found = actual.data[index]!;
    const isClose = Object.is(found, number) || Math.abs(found - number) <= TOLERANCE * scale;
    assert.ok(isClose, `${what} at ${index}: ${found} instead of ${number}`);
  }
}

for (const engine of nativeEngines) {
  Deno.test("random programs give what the reference gives, and the same bytes by many threads", async () => {
    let strips = 0;
    for (let seed = 0; seed < PROGRAMS; seed++) {
      const program = makeProgram(seed);
      if (countStrips(program) > 0) strips++;
      for (const rows of ROWS) {
        const feeds = feedsFor(seed, rows);
        const alone = await runOnce(engine, program, feeds);
        const expected = await runOnce(referenceEngine, program, feeds);
        for (const [name, value] of Object.entries(expected)) {
          assertSameNumbers(alone[name]!, value, `${name} of program ${seed}, ${rows} rows`);
        }
        const what = `program ${seed}, ${rows} rows`;
        await assertSameByThreads(engine, { program, feeds, alone }, [2, 3, 6, 17], what);
      }
    }
    assert.ok(strips > PROGRAMS / 4, `${strips} programs with strips`);
  });
}
