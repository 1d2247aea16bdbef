/** The page itself: one script and one style sheet, bundled from `web/` when it is asked for. */
import { createRequire } from "node:module";
import { join } from "node:path";
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
export async function bundlePage(entry = "main.tsx"): Promise<Page> {
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
    });
    const textOf = (ending: string) =>
      outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
    return { html, script: textOf(".js"), style: textOf(".css") };
  } finally {
    await stop(); // or its process would outlive this one's Ctrl-C
  }
}

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Regrok</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script type="module" src="page.js"></script>
</head>
<body><div id="page"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;

/** By require(), as its module for import() asks Deno for more than to run a bundler. */
function loadEsbuild(): typeof import("esbuild") {
  return createRequire(import.meta.url)("esbuild");
}
