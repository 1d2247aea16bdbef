/**
 * What of an engine can change the bytes it computes, besides its version, which every
 * fingerprint of code holds already. It stands apart so that keys can be made without loading one.
 */
export function onnxIdentity(): string {
  return `onnxruntime/cpu/${Deno.build.arch}`;
}
