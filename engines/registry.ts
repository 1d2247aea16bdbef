/** The engines by name: what they are, where their code is, and how to load one when needed. */
import { onnxIdentity } from "./identity.ts";

export const engines = {
  onnx: {
    entry: import.meta.resolve("./onnx.ts"),
    identity: onnxIdentity(),
    load: async () => (await import("./onnx.ts")).onnxEngine,
  },
};
