/** onnxruntime: the engine that trains. What stands here is what keys call its code. */
export { onnxEngine, onnxEngineOn } from "./onnx_sessions.ts";
