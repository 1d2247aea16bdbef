/** What tests of strips and threads ask of programs, whatever these are made of. */
import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import type { Engine, Value, Values } from "../../../engines/engine.ts";
import { printC } from "../../../engines/native/print_program.ts";
import type { Program } from "../../../graph/program.ts";
import { randomKey, randomNormal } from "../../../random/counter.ts";
import { runOnce } from "../run_program.ts";
import { bytesOf } from "./driver.ts";

/** Normal numbers, of a stream of their own for each name. */
export function normalsOf(
  seed: number,
  name: string,
  shape: readonly number[],
  scale: number,
): Value {
  const key = randomKey(seed, name);
  const length = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float32Array.from({ length }, (_, at) => scale * randomNormal(key, at)) };
}

/** Loops over blocks of rows in the step. */
export function countStrips(program: Program): number {
  return printC(program).body.match(/for \(long first = (CHUNK|TILE)_FROM/g)?.length ?? 0;
}

/** Fails unless each of these numbers of threads makes the bytes that one made, `alone`. */
export async function assertSameByThreads(
  engine: Engine,
  { program, feeds, alone }: {
    readonly program: Program;
    readonly feeds: Values;
    readonly alone: Values;
  },
  counts: readonly number[],
  what: string,
): Promise<void> {
  for (const threads of counts) {
    const shared = await runOnce(engine, program, feeds, threads);
    const isSame = Buffer.compare(bytesOf(program, alone), bytesOf(program, shared)) === 0;
    assert.ok(isSame, `${threads} threads make other bytes of ${what}`);
  }
}
