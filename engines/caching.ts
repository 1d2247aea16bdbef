/** An engine that keeps programs loaded, for processes that run the same ones again and again. */
import { createHash } from "node:crypto";
import type { Engine, Executable } from "./engine.ts";

/** A training and its evaluation, of the last two networks. */
const KEPT = 4;

/**
 * The same engine, which keeps the last few programs that were closed and gives one out again when
 * the same bytes are loaded for as many threads: onnxruntime takes longer to load a small network
 * than to train it for a hundred steps. A program has one user at a time, and holds nothing of the
 * user before.
 */
export function cachingEngine(engine: Engine, kept: number = KEPT): Engine {
  const idle: { readonly key: string; readonly executable: Executable }[] = [];
  return {
    ...engine,
    async load(program, options) {
      const key = `${createHash("sha256").update(program).digest("hex")} ${options.threads}`;
      const found = idle.findIndex((each) => each.key === key);
      const executable = found < 0
        ? await engine.load(program, options)
        : idle.splice(found, 1)[0]!.executable;
      return {
        ...executable,
        async close() {
          executable.hold({});
          idle.push({ key, executable });
          while (idle.length > kept) await idle.shift()!.executable.close();
        },
      };
    },
  };
}

/** Engines of which each is loaded once, as a `cachingEngine`. */
export function cachingEngines<Entry extends { readonly load: () => Promise<Engine> }>(
  engines: Readonly<Record<string, Entry>>,
): Record<string, Entry> {
  const cached = Object.entries(engines).map(([name, entry]) => {
    let loaded: Promise<Engine> | null = null;
    return [name, {
      ...entry,
      load: () =>
        loaded ??= entry.load()
          .then((engine) => cachingEngine(engine)),
    }];
  });
  return Object.fromEntries(cached);
}
