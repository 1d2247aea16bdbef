/**
 * onnxruntime on a graphics processor. It reads a program as text and writes the file that suits the
 * device: CUDA has a kernel for loops, and WebGPU has none.
 */
import { writeOnnx } from "../graph/onnx.ts";
import { isLoop } from "../graph/program.ts";
import type { Engine } from "./engine.ts";
export { gatherRuns } from "./gathering.ts"; // what runs compute together depends on it
import { readProgram } from "./interpreter.ts";
import { onnxEngineOn } from "./onnx.ts";
import { loadSteps, type StepsDevice } from "./onnx_steps.ts";

/** What the device needs is looked for when a program is loaded. */
export function onnxEngineFor(device: StepsDevice | "cuda"): Engine {
  const engine = onnxEngineOn(device);
  const name = device === "cpu" ? `${engine.name} by steps` : engine.name;
  return {
    name,
    reads: "text",
    load: async (text, options) => {
      const program = readProgram(name, text);
      if (device === "cuda") return await engine.load(writeOnnx(program), options);
      if (isLoop(program)) return await loadSteps(program, device, options);
      return await engine.load(writeOnnx(program, { webgpu: true }), options);
    },
  };
}
