/**
 * Answers the require("canvas") of chartjs-node-canvas with @napi-rs/canvas itself. The link in
 * deno.json stands for that dependency, but Deno writes linked packages again whenever a process
 * starts, and a figure drawn at that moment would not find the file.
 */
import Module, { createRequire } from "node:module";

const canvasPath = createRequire(import.meta.url).resolve("@napi-rs/canvas/node-canvas");
const resolve: unknown = Reflect.get(Module, "_resolveFilename");
if (typeof resolve !== "function") {
  throw new Error("Internal error: modules are not resolved by Module._resolveFilename");
}
Reflect.set(
  Module,
  "_resolveFilename",
  (request: string, ...rest: unknown[]) =>
    request === "canvas" ? canvasPath : Reflect.apply(resolve, Module, [request, ...rest]),
);
