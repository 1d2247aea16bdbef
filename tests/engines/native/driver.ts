/** A printed program as a process of its own: how a library for another processor is tried. */
import { join } from "node:path";
import { inputName, type Program } from "../../../graph/program.ts";
import { resolveShape } from "../../../graph/shape.ts";
import type { NumberArray, Values } from "../../../engines/engine.ts";
import { planMemory } from "../../../engines/native/memory.ts";
import { printC, type PrintedProgram } from "../../../engines/native/print_program.ts";

/** Reads a task from stdin, runs it, and writes all that it gives to stdout. */
const main = String.raw`
#include <stdio.h>
#include <stdlib.h>
static int64_t word(void) {
  int64_t x;
  if (fread(&x, 8, 1, stdin) != 1) exit(1);
  return x;
}
static char **tables(int64_t *count, int64_t **lengths, int filled) {
  *count = word();
  char **arrays = calloc(*count + 1, sizeof *arrays);
  *lengths = calloc(*count + 1, 8);
  for (int64_t i = 0; i < *count; i++) {
    (*lengths)[i] = word();
    arrays[i] = calloc((*lengths)[i] + 64, 1);
    if (filled && (int64_t)fread(arrays[i], 1, (*lengths)[i], stdin) != (*lengths)[i]) exit(1);
  }
  return arrays;
}
int main(void) {
  Task task = {0};
  task.steps = word(), task.threads = word(), task.scratch_bytes = word();
  const int64_t memory = word();
  int64_t counts[5], *lengths[5];
  task.sizes = (int64_t *)*tables(&counts[0], &lengths[0], 1);
  task.offsets = (int64_t *)*tables(&counts[1], &lengths[1], 1);
  task.inputs = tables(&counts[2], &lengths[2], 1);
  task.next = tables(&counts[3], &lengths[3], 0);
  task.outputs = tables(&counts[4], &lengths[4], 0);
  task.memory = calloc(memory + 64, 1);
  task.scratch = calloc(task.scratch_bytes, task.threads);
  if (run_program(&task) != 0) return 2;
  char *const *states = task.steps & 1 ? task.next : task.inputs;
  for (int64_t i = 0; i < counts[3]; i++) fwrite(states[i], 1, lengths[3][i], stdout);
  for (int64_t i = 0; i < counts[4]; i++) fwrite(task.outputs[i], 1, lengths[4][i], stdout);
  return 0;
}
`;

/** What a program gives in a process: states in the order of inputs, then its other outputs. */
export async function runAsProcess(
  program: Program,
  feeds: Values,
  threads: number,
  command: { readonly compiler: readonly string[]; readonly run: readonly string[] },
): Promise<Uint8Array> {
  const printed = printC(program);
  const folder = await Deno.makeTempDir();
  try {
    const [text, binary, task] = ["program.c", "program", "task"].map((name) => join(folder, name));
    await Deno.writeTextFile(text!, printed.source + main);
    const [compiler, ...flags] = command.compiler;
    await execute(compiler!, [...flags, text!, "-o", binary!, "-lm", "-lpthread"]);
    const sizes = sizesOf(program, feeds);
    await Deno.writeFile(task!, encodeTask(program, feeds, threads, sizes, printed));
    const [runner, ...args] = [...command.run, binary!];
    return await execute("sh", ["-c", '"$@" < "$0"', task!, runner!, ...args]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The same bytes of what an engine gave. */
export function bytesOf(program: Program, results: Values): Uint8Array {
  const states = program.inputs.filter(({ role }) => role === "state")
    .map(({ tensor }) => results[`${inputName(tensor)}.next`]!.data);
  const others = program.outputs.filter(({ role }) => role !== "state")
    .map(({ name }) => results[name]!.data);
  return concatenate([...states, ...others].map(toBytes));
}

function sizesOf(program: Program, feeds: Values): ReadonlyMap<string, number> {
  const sizes = new Map([["steps", feeds["step.learningRate"]!.shape[0]!]]);
  for (const { role, tensor } of program.inputs) {
    const shape = feeds[inputName(tensor)]!.shape.slice(role === "step" ? 1 : 0);
    tensor.shape.forEach((size, axis) => {
      if (typeof size === "string") sizes.set(size, shape[axis]!);
    });
  }
  return sizes;
}

function encodeTask(
  program: Program,
  feeds: Values,
  threads: number,
  sizes: ReadonlyMap<string, number>,
  printed: PrintedProgram,
): Uint8Array<ArrayBuffer> {
  const { bytes, scratchBytes, offsets } = planMemory(printed, sizes);
  const words = (values: readonly number[]) => toBytes(new BigInt64Array(values.map(BigInt)));
  const filled = (arrays: readonly Uint8Array[]) =>
    concatenate([
      words([arrays.length]),
      ...arrays.flatMap((each) => [words([each.length]), each]),
    ]);
  const empty = (lengths: readonly number[]) => words([lengths.length, ...lengths]);
  const arrays = program.inputs.map(({ tensor }) => toBytes(feeds[inputName(tensor)]!.data));
  const steps = sizes.get("steps")!;
  return concatenate([
    words([steps, threads, scratchBytes, bytes]),
    filled([words(printed.symbols.map((symbol) => sizes.get(symbol)!))]),
    filled([words(offsets)]),
    filled(arrays),
    empty(program.inputs.map(({ role }, index) => role === "state" ? arrays[index]!.length : 0)),
    empty(
      program.outputs.map(({ role, tensor }) =>
        role === "state"
          ? 0
          : 4 * resolveShape(["steps", ...tensor.shape], sizes).reduce((a, b) => a * b, 1)
      ),
    ),
  ]);
}

function toBytes(data: NumberArray | BigInt64Array): Uint8Array {
  const exact = data instanceof Float64Array ? Float32Array.from(data) : data;
  return new Uint8Array(exact.buffer, exact.byteOffset, exact.byteLength);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

async function execute(command: string, args: readonly string[]): Promise<Uint8Array> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  if (!success) throw new Error(`${command} failed: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}
