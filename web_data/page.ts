/** The page itself: one script and one style sheet, bundled from `web/` when it is asked for. */
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { projectFolder } from "../commands/project.ts";

export interface Page {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}

/**
 * Bundles a page of `web/`.
 *
 * @throws {Error} when a source does not bundle; the message names the file and line.
 */
export async function bundlePage(entry = "main.tsx", name = "page"): Promise<Page> {
  const { script, style } = await bundle(entry);
  return { html: htmlOf(name), script, style };
}

/** A script and its style sheet, empty where it has none; `plugins` find modules in other places. */
export async function bundle(
  entry: string,
  plugins: readonly Plugin[] = [],
): Promise<{ readonly script: string; readonly style: string }> {
  const { build, stop } = loadEsbuild();
  try {
    const { outputFiles } = await build({
      entryPoints: [join(projectFolder, "web", entry)],
      absWorkingDir: projectFolder,
      outdir: "page",
      entryNames: "page",
      bundle: true,
      write: false,
      minify: true,
      format: "esm",
      target: "es2022",
      jsx: "automatic",
      jsxImportSource: "preact",
      legalComments: "none",
      tsconfigRaw: "{}",
      logLevel: "silent",
      plugins: [...plugins],
      conditions: ["onnxruntime-web-use-extern-wasm"], // its parts are files of their own
    });
    const textOf = (ending: string) =>
      outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
    return { script: textOf(".js"), style: textOf(".css") };
  } finally {
    await stop(); // or its process would outlive this one's Ctrl-C
  }
}

/** Addresses are relative: a page works in whatever folder its files are in. */
const htmlOf = (name: string) =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Regrok</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${name}.css">
<script type="module" src="${name}.js"></script>
</head>
<body><div id="page"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;

/** By require(), as its module for import() asks Deno for more than to run a bundler. */
function loadEsbuild(): typeof import("esbuild") {
  return createRequire(import.meta.url)("esbuild");
}
