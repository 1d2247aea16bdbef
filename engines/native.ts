/** The program as machine code: printed as C, compiled by the machine's compiler, loaded and called. */
import { type Engine, loadError } from "./engine.ts";
import { openLibrary } from "./native/library.ts";
import type { PrintedProgram } from "./native/print_program.ts";
import { readNative } from "./native/program_file.ts";
import { compile, type Toolchain } from "./native/toolchain.ts";

/** The engine with a compiler; what is missing is told when a program is loaded. */
export function nativeEngineWith(toolchain: Toolchain): Engine {
  return {
    name: "native",
    reads: "native",
    load: async (file, { threads }) => {
      const printed = readProgram(file);
      return openLibrary(printed, await compile(printed, toolchain), threads);
    },
  };
}

function readProgram(file: Uint8Array): PrintedProgram {
  try {
    return readNative(file);
  } catch (error) {
    throw loadError("native", file, error);
  }
}
