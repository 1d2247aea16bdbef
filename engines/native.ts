/** The program as machine code: printed as C, compiled by the machine's compiler, loaded and called. */
import { type Program } from "../graph/program.ts";
import { parseProgram } from "../graph/text.ts";
import { type Engine, type Executable, loadError } from "./engine.ts";
import { compile } from "./native/compiler.ts";
import { printC } from "./native/print_program.ts";
import { openLibrary } from "./native/library.ts";

export const nativeEngine: Engine = {
  name: "native",
  reads: "text",
  load: (text, { threads }) => loadNative(text, threads),
};

async function loadNative(text: Uint8Array, threads: number): Promise<Executable> {
  const program = readProgram(text);
  const printed = printC(program);
  return openLibrary(program, printed, await compile(printed.source), threads);
}

function readProgram(text: Uint8Array): Program {
  try {
    return parseProgram(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (error) {
    throw loadError("native", text, error);
  }
}
