/**
 * The exported model.onnx elsewhere: the official checker takes it, and onnxruntime's WebAssembly
 * build, which is another build of the kernels, gives the same logits.
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as ort from "onnxruntime-web/wasm";
import { onnxEngine } from "../../engines/onnx.ts";
import { inFolder } from "../commands/cli.ts";
import { decoder, openLaboratory, perceptron } from "../stages/small_experiment.ts";

const withModel = (model: string) => perceptron.replace(/^model: .*$/m, `model: ${model}`);

const experiments = {
  "multi-layer perceptron": perceptron,
  "quadratic one": withModel("{ kind: quadraticMlp, width: 12 }"),
  LSTM: withModel("{ kind: lstm, layers: 1, width: 8 }"),
  decoder,
};

const library = createRequire(import.meta.url).resolve(
  "onnxruntime-web/ort-wasm-simd-threaded.wasm",
);

for (const [name, text] of Object.entries(experiments)) {
  Deno.test(`the exported ${name} passes ONNX's checker, and answers alike in WebAssembly`, () =>
    inFolder(async (folder) => {
      await using laboratory = await openLaboratory();
      const result = await laboratory.run(text);
      const model = await laboratory.read(result, "export/small/seed-0", "model.onnx");

      const positions = name === "decoder" ? 6 : 2;
      const tokens = Int32Array.from({ length: 3 * positions }, (_, at) => at % 5);
      const program = await onnxEngine.load(model, { threads: 1 });
      const { logits } = await program.run({ tokens: { shape: [3, positions], data: tokens } });
      await program.close();

      ort.env.wasm.numThreads = 1;
      ort.env.wasm.wasmBinary = Deno.readFileSync(library).buffer;
      const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
      const input = new ort.Tensor("int32", tokens, [3, positions]);
      const elsewhere = (await session.run({ tokens: input })).logits!;
      await session.release();
      assert.deepEqual(elsewhere.dims, logits!.shape);
      for (const [at, value] of (elsewhere.data as Float32Array).entries()) {
        assert.ok(Math.abs(value - logits!.data[at]!) <= 1e-5, `${value} for ${logits!.data[at]}`);
      }

      const file = join(folder, "model.onnx");
      Deno.writeFileSync(file, model);
      await check(file);
    }));
}

/** Debian has the checker as python3-onnx; without it this part is left out, with a word. */
async function check(file: string): Promise<void> {
  const python = async (code: string) => {
    try {
      return await new Deno.Command("/usr/bin/python3", { args: ["-c", code, file] }).output();
    } catch {
      return null; // there is no python3
    }
  };
  if (!(await python("import onnx"))?.success) {
    return console.warn("not checked by ONNX's own checker: python3-onnx is not installed");
  }
  const checked = await python(
    "import onnx, sys; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)",
  );
  assert.ok(checked!.success, new TextDecoder().decode(checked!.stderr));
}
