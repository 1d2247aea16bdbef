/** Loops run by steps keep the contract of engines: on the processor, and on WebGPU where there is any. */
import { onnxEngine } from "../../engines/onnx.ts";
import { onnxEngineFor } from "../../engines/onnx_device.ts";
import { findModel, ModelSettings } from "../../models/mod.ts";
import { names } from "../../training/manifest.ts";
import { buildTrainProgram, describePrograms } from "../../training/programs.ts";
import { runBatched } from "../graph/batched.ts";
import { trainFeeds } from "../models/feeds.ts";
import { recipeOf } from "../models/networks.ts";
import { assertClose } from "./closeness.ts";
import { testEngine } from "./engine_contract.ts";
import { runOnce } from "./run_program.ts";

/** WGSL promises no more of a cosine than an absolute error of 2^-11. */
const COSINE_ERROR = 2 ** -11;

/** Without a graphics processor SwiftShader computes, as this variable of the Vulkan loader may say. */
const hasWebGpu = Deno.env.has("VK_DRIVER_FILES");
if (!hasWebGpu) console.error("Without VK_DRIVER_FILES onnxruntime on webgpu is not tested");

testEngine(onnxEngineFor("cpu"));
if (hasWebGpu) testEngine(onnxEngineFor("webgpu"), COSINE_ERROR);

for (const device of ["cpu", ...hasWebGpu ? ["webgpu" as const] : []] as const) {
  const engine = onnxEngineFor(device);

  Deno.test(`several runs with dropout train as one on ${engine.name}, and as on onnxruntime`, async () => {
    const { settings, data } = findModel("mlp").samples[0]!;
    const recipe = recipeOf(ModelSettings.parse({ kind: "mlp", ...settings }), data);
    const { hyperparameters } = describePrograms(recipe);
    // A large epsilon keeps the rounding error of a gradient near zero from becoming a step.
    const numbers = hyperparameters.map((name) => [name, name === "epsilon" ? 0.01 : 0.5]);
    const feeds = [0, 1, 2].map((seed) =>
      trainFeeds(recipe, Object.fromEntries(numbers), 10, seed)
    );
    const program = buildTrainProgram(recipe);
    const own = new Set(hyperparameters.map(names.hyperparameter));
    const together = await runBatched(engine, program, feeds, own);
    for (const [run, each] of feeds.entries()) {
      const alone = await runOnce(onnxEngine, program, each);
      for (const [name, value] of Object.entries(alone)) {
        assertClose(together[run]![name]!, value, 1e-5, `${name} of run ${run}`);
      }
    }
  });
}
