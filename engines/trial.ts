/** An engine tried: a program small enough to see that it loads and computes. */
import { writeOnnx } from "../graph/onnx.ts";
import type { Program } from "../graph/program.ts";
import { simplify } from "../graph/simplify.ts";
import { input } from "../graph/tensor.ts";
import { printProgram } from "../graph/text.ts";
import type { Engine } from "./engine.ts";
import { writeNative } from "./native/program_file.ts";

/** Two numbers doubled. */
function doubling(): Program {
  const x = input("x", ["n"]);
  const outputs = [{ role: "result", name: "y", tensor: x.mul(2) }] as const;
  return simplify({ name: "double", inputs: [{ role: "fixed", tensor: x }], outputs });
}

const write: Readonly<Record<Engine["reads"], (program: Program) => Uint8Array>> = {
  onnx: writeOnnx,
  text: (program) => new TextEncoder().encode(printProgram(program)),
  native: writeNative,
};

/** @throws {Error} when the engine cannot load a program, or works out something else than 2 × 21. */
export async function tryEngine(engine: Engine): Promise<void> {
  const double = await engine.load(write[engine.reads](doubling()), { threads: 1 });
  try {
    const { y } = await double.run({ x: { shape: [2], data: Float32Array.of(1, 21) } });
    if (y!.data[1] !== 42) throw new Error(`2 × 21 came out as ${y!.data[1]}`);
  } finally {
    await double.close();
  }
}
