/** The program as machine code: printed as C, compiled by the machine's compiler, loaded and called. */
import type { Program } from "../graph/program.ts";
import { parseProgram } from "../graph/text.ts";
import { type Engine, type Executable, loadError } from "./engine.ts";
import { openLibrary } from "./native/library.ts";
import { printC } from "./native/print_program.ts";
import { compile, type Toolchain } from "./native/toolchain.ts";

/** The engine with a compiler; what is missing is told when a program is loaded. */
export function nativeEngineWith(toolchain: Toolchain): Engine {
  return {
    name: "native",
    reads: "text",
    load: (text, { threads }) => loadNative(text, toolchain, threads),
  };
}

async function loadNative(
  text: Uint8Array,
  toolchain: Toolchain,
  threads: number,
): Promise<Executable> {
  const program = readProgram(text);
  const printed = printC(program);
  return openLibrary(program, printed, await compile(printed.source, toolchain), threads);
}

function readProgram(text: Uint8Array): Program {
  try {
    return parseProgram(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (error) {
    throw loadError("native", text, error);
  }
}
