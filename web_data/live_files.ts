/** What the page that trains in the browser needs besides itself: its worker, and onnxruntime. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type { Plugin } from "esbuild";
import { bundle, bundlePage, type Page } from "./page.ts";

/** The files of the page, which stand beside each other; each is made when it is asked for. */
const files = {
  "live.html": { type: "text/html; charset=utf-8", make: async () => (await page()).html },
  "live.js": { type: "text/javascript; charset=utf-8", make: async () => (await page()).script },
  "live.css": { type: "text/css; charset=utf-8", make: async () => (await page()).style },
  "live_worker.js": { type: "text/javascript; charset=utf-8", make: bundleWorker },
  /** The script that starts onnxruntime, and its WebAssembly, of which packing leaves a quarter. */
  "onnxruntime.mjs": {
    type: "text/javascript; charset=utf-8",
    make: () => readFileSync(resolve("onnxruntime-web/ort-wasm-simd-threaded.mjs")),
  },
  "onnxruntime.wasm.gz": {
    type: "application/gzip",
    make: () => gzipSync(readFileSync(resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"))),
  },
} as const satisfies Readonly<
  Record<string, {
    readonly type: string;
    make(): Uint8Array | Promise<string>;
  }>
>;

export type LiveFileName = keyof typeof files;

export const liveFileNames = Object.keys(files) as LiveFileName[];

export function isLiveFile(name: string): name is LiveFileName {
  return Object.hasOwn(files, name);
}

export interface LiveFile {
  readonly content: Uint8Array;
  /** Its media type. */
  readonly type: string;
}

/** The files, each made once. */
export class LiveFiles {
  readonly #made = new Map<LiveFileName, Promise<LiveFile>>();

  /** @throws {Error} when a source does not bundle; the message names the file and line. */
  read(name: LiveFileName): Promise<LiveFile> {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const made = makeFile(name);
    this.#made.set(name, made);
    made.catch(() => this.#made.delete(name)); // somebody may mend it
    return made;
  }
}

async function makeFile(name: LiveFileName): Promise<LiveFile> {
  const { type, make } = files[name];
  const content = await make();
  return { type, content: typeof content === "string" ? encode(content) : content };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

let bundled: Promise<Page> | null = null;

/** Its script and style come of one bundling. */
function page(): Promise<Page> {
  return bundled ??= bundlePage("live.tsx", "live").finally(() => bundled = null);
}

async function bundleWorker(): Promise<string> {
  return (await bundle("live/worker.ts", [forBrowsers])).script;
}

function resolve(file: string): string {
  return createRequire(import.meta.url).resolve(file);
}

/** In the place of what only Deno has. */
const forBrowsers: Plugin = {
  name: "for browsers",
  setup(build) {
    const empty = (text: string) => ({ contents: text, loader: "js" as const });
    // The two packages have one interface, so that the engine is one file for both.
    build.onResolve(
      { filter: /^onnxruntime-node$/ },
      ({ resolveDir }) =>
        build.resolve("onnxruntime-web/wasm", { kind: "import-statement", resolveDir }),
    );
    // Nothing is reported by the WebAssembly build; images are read from files, of which a tab has
    // none; messages in other languages than English would be half of the script.
    for (
      const [filter, text] of [
        [/\/no_telemetry\.ts$/, ""],
        [/^node:zlib$/, "export const constants = {}, gunzipSync = null, gzipSync = null;"],
        [/\/locales\/index\.js$/, "export {};"],
      ] as const
    ) {
      const namespace = `instead of ${filter.source}`;
      build.onResolve({ filter }, ({ path }) => ({ path, namespace }));
      build.onLoad({ filter: /.*/, namespace }, () => empty(text));
    }
  },
};
