import assert from "node:assert/strict";
import { missingForCuda, type Places } from "../../commands/cuda.ts";

const all = [
  "/cuda/libcuda.so.1",
  "/ort/libonnxruntime_providers_cuda.so",
  "/ort/libonnxruntime_providers_shared.so",
  ...["cudart.so.12", "cublas.so.12", "cublasLt.so.12", "curand.so.10", "cufft.so.11"]
    .map((name) => `/cuda/lib${name}`),
  "/cudnn/libcudnn.so.9",
];

const places = (files: readonly string[], platform = "linux/x86_64"): Places => ({
  platform,
  onnxruntime: "/ort",
  libraries: ["/cuda", "/cudnn"],
  exists: (path) => files.includes(path),
});

Deno.test("nothing is missing for CUDA where driver, libraries and CUDA are", () => {
  assert.deepEqual(missingForCuda(places(all)), []);
});

Deno.test("what is missing for CUDA is told with its cure", () => {
  const [driver, provider, , cudart] = all;
  const without = (file: string) => missingForCuda(places(all.filter((each) => each !== file)));
  assert.match(without(driver!).join(), /^there is no NVIDIA driver: install it/);
  assert.match(without(provider!).join(), /^onnxruntime's CUDA libraries .*deno install/);
  assert.match(without(cudart!).join(), /^libcudart\.so\.12 not found: install CUDA 12/);
  assert.equal(missingForCuda(places([])).length, 3);
});

Deno.test("another platform has no CUDA, whatever is there", () => {
  assert.deepEqual(missingForCuda(places(all, "darwin/aarch64")), [
    "onnxruntime-node has CUDA for linux/x86_64 alone, and this is darwin/aarch64",
  ]);
});
