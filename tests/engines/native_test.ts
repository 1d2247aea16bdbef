/** The native engine keeps the contract of engines. */
import { testEngine } from "./engine_contract.ts";
import { nativeEngines } from "./native_engine.ts";

for (const engine of nativeEngines) testEngine(engine);
