/**
 * onnxruntime in a worker: the engine of the command line, with its WebAssembly build in the place
 * of its native one (the bundler puts it there).
 */
import { env } from "onnxruntime-web/wasm";
import { onnxEngine } from "./onnx.ts";
import type { Engine } from "./engine.ts";

export interface RuntimeFiles {
  /** The WebAssembly file, gzipped, so that any web server sends a quarter of it. */
  readonly wasm: string;
  /** The module that starts it. */
  readonly glue: string;
}

/**
 * Fetches the runtime and has it ready; `told` hears how many packed bytes are there.
 *
 * @throws {Error} that says what could not be fetched, and what to do.
 */
export async function loadRuntime(
  { wasm, glue }: RuntimeFiles,
  threads: number,
  told: (bytes: number) => void,
): Promise<Engine> {
  env.wasm.wasmBinary = await fetchUnpacked(wasm, told);
  env.wasm.wasmPaths = { mjs: glue };
  env.wasm.numThreads = threads;
  env.logLevel = "error";
  return onnxEngine;
}

async function fetchUnpacked(address: string, told: (bytes: number) => void): Promise<ArrayBuffer> {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) {
    const reason = response === null ? "the server does not answer" : `status ${response.status}`;
    throw new Error(
      `The runtime could not be fetched from ${address}: ${reason}. Press the button to try again`,
    );
  }
  let bytes = 0;
  const counted = new TransformStream<BufferSource, BufferSource>({
    transform(chunk, controller) {
      told(bytes += chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  const packed = await new Response(response.body!.pipeThrough(counted)).arrayBuffer();
  const [first, second] = new Uint8Array(packed, 0, 2);
  if (first !== 0x1f || second !== 0x8b) return packed; // unpacked on the way by the browser
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(unpacked).arrayBuffer();
}
