/** A program that ends well where machine code can be made and called; with what a worker may do. */
import { nativeEngineWith } from "../engines/native.ts";
import { tryEngine } from "../engines/trial.ts";
import { tell } from "../terminal/output.ts";
import { findToolchain } from "./toolchain.ts";

try {
  await tryEngine(nativeEngineWith(findToolchain(".")));
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  Deno.exit(1);
}
