/** The engines of this process, loaded with a network's training program and its matrix products. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine, Executable, Values } from "../engines/engine.ts";
import { nativeEngineWith } from "../engines/native.ts";
import { writeNative } from "../engines/native/program_file.ts";
import { findCompiler, type Toolchain } from "../engines/native/toolchain.ts";
import { nextName } from "../graph/next_name.ts";
import { writeOnnx } from "../graph/onnx.ts";
import type { Program } from "../graph/program.ts";
import type { Turn } from "./turns.ts";

/** The compiler here, and a folder that keeps libraries from one bench to the next. */
export const toolchain: Toolchain = {
  compiler: findCompiler(Deno.env.get("CC"), Deno.env.get("PATH") ?? ""),
  folder: join(tmpdir(), "regrok-bench-native"),
};

export const nativeEngine = nativeEngineWith(toolchain);

export function loadOn(engine: Engine, program: Program, threads: number): Promise<Executable> {
  const bytes = engine.reads === "onnx" ? writeOnnx(program) : writeNative(program);
  return engine.load(bytes, { threads });
}

/** A call of so many steps, state handed in and out, and given back as the loop of a run does. */
export function callOf(executable: Executable, feeds: Values, steps: number): Turn {
  const states = new Set(Object.keys(feeds).map(nextName));
  return async () => {
    const start = performance.now();
    const results = Object.entries(await executable.run(feeds));
    executable.reuse?.(Object.fromEntries(results.filter(([name]) => states.has(name))));
    return (performance.now() - start) / steps;
  };
}
