/** Engines by name and device. */
import assert from "node:assert/strict";
import { engineId, engines, findEngine } from "../../engines/registry.ts";
import type { Program } from "../../graph/program.ts";
import { input } from "../../graph/tensor.ts";
import { load as loadProgram } from "./run_program.ts";

Deno.test("every engine loads, and reads what its row says", async () => {
  for (const [id, { load, reads }] of Object.entries(engines)) {
    assert.equal((await load()).reads, reads, id);
  }
});

Deno.test("identities differ, and name the processor where its kernels decide the bits", () => {
  const identities = Object.values(engines).map(({ identity }) => identity);
  assert.equal(new Set(identities).size, identities.length);
  assert.match(findEngine("onnxruntime/cpu").identity, /^onnxruntime\/cpu\/(x86_64|aarch64)$/);
  assert.equal(findEngine("reference/cpu").identity, `reference/v8-${Deno.version.v8}`);
});

Deno.test("an engine that does not compute on a device is refused, with those that do", () => {
  assert.equal(engineId("tfjs", "cpu"), "tfjs/cpu");
  assert.throws(() => engineId("reference", "cuda"), {
    name: "RangeError",
    message:
      "The engine reference does not compute on cuda; it does on cpu, and onnxruntime does " +
      "on cpu, webgpu, cuda",
  });
});

Deno.test("a device that is not here is refused with what it needs", async () => {
  const cuda = await findEngine("onnxruntime/cuda").load();
  const x = input("x", [1]);
  const outputs = [{ role: "result", name: "y", tensor: x.neg() }] as const;
  const program: Program = { name: "one", inputs: [{ role: "fixed", tensor: x }], outputs };
  await assert.rejects(loadProgram(cuda, program), {
    message: /onnxruntime cannot compute on cuda here: it needs an NVIDIA GPU .* --device cpu/,
  });
});
