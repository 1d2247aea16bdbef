/** Loads and runs programs in tests, in the form that each engine reads. */
import type { Engine, Executable, Values } from "../../engines/engine.ts";
import { onnxEngine } from "../../engines/onnx.ts";
import { writeNative } from "../../engines/native/program_file.ts";
import { referenceEngine } from "../../engines/reference.ts";
import { tfjsEngine } from "../../engines/tfjs.ts";
import { writeOnnx } from "../../graph/onnx.ts";
import type { Program } from "../../graph/program.ts";
import { printProgram } from "../../graph/text.ts";
import { nativeEngines } from "./native_engine.ts";

export const engines: readonly Engine[] = [
  onnxEngine,
  tfjsEngine,
  ...nativeEngines,
  referenceEngine,
];

/** The file of a program for an engine. */
export function writeFor(engine: Engine, program: Program): Uint8Array {
  if (engine.reads === "onnx") return writeOnnx(program);
  if (engine.reads === "native") return writeNative(program);
  return new TextEncoder().encode(printProgram(program));
}

export function load(engine: Engine, program: Program, threads = 1): Promise<Executable> {
  return engine.load(writeFor(engine, program), { threads });
}

/** Loads, runs once and closes. */
export async function runOnce(
  engine: Engine,
  program: Program,
  feeds: Values,
  threads = 1,
): Promise<Values> {
  const executable = await load(engine, program, threads);
  try {
    return await executable.run(feeds);
  } finally {
    await executable.close();
  }
}
