/** A site: the pages of the dashboard and all they read, as files that any web server can send. */
import { join } from "node:path";
import { projectFolder } from "../commands/project.ts";
import { paths } from "../web/protocol.ts";
import type { Catalogue } from "./catalogue.ts";
import { crateOf } from "./crate.ts";
import { environmentOf } from "./environment.ts";
import { type Exhibit, figureFiles, frameFile, historyFiles, indexOf } from "./exhibit.ts";
import { siteHtml } from "./html.ts";
import { LiveOffers } from "./live_offers.ts";
import { liveFileNames, LiveFiles } from "./live_files.ts";
import { bundlePage } from "./page.ts";
import { writeReport } from "./report.ts";
import { thinSteps, withCheckpoints } from "./thinned.ts";

export interface SiteOptions {
  /** Checkpoints of a run that have pictures, at most. */
  readonly frames: number;
  /** Whether the page that trains is among the pages. */
  readonly live: boolean;
  readonly date: Date;
}

export interface SiteFile {
  /** From the root of the site, with slashes. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** Every file, one after the other; those of an experiment follow each other. */
export async function* siteFiles(
  catalogue: Catalogue,
  exhibits: readonly Exhibit[],
  { frames, live, date }: SiteOptions,
): AsyncGenerator<SiteFile> {
  const written: string[] = [];
  function* keep(path: string, content: string | Uint8Array) {
    written.push(path);
    yield { path, content };
  }
  const page = await bundlePage();
  yield* keep("index.html", siteHtml(page.html));
  yield* keep("page.js", page.script);
  yield* keep("page.css", page.style);
  yield* keep(paths.index, JSON.stringify(indexOf(catalogue, exhibits)));
  if (live) {
    const files = new LiveFiles();
    for (const name of liveFileNames) {
      const { content } = await files.read(name);
      yield* keep(
        name,
        name.endsWith(".html") ? siteHtml(new TextDecoder().decode(content)) : content,
      );
    }
    yield* keep(paths.live, JSON.stringify(await new LiveOffers(catalogue).index()));
  }
  for (const exhibit of exhibits) {
    const { name, data } = exhibit;
    const drawn = new Map<string, number[]>();
    for (const run of data.runs) {
      for (const step of thinSteps(run.checkpoints, frames)) {
        const file = await frameFile(exhibit, run, step);
        if (file === null) continue;
        drawn.set(run.id, [...drawn.get(run.id) ?? [], step]);
        yield* keep(...file);
      }
    }
    const shown = withCheckpoints(data, ({ id }) => drawn.get(id) ?? []);
    yield* keep(paths.experiment(name), JSON.stringify(shown));
    for (const [path, text] of historyFiles(exhibit)) yield* keep(path, text);
    for await (const [file, bytes] of figureFiles(exhibit)) {
      yield* keep(`figures/${encodeURIComponent(name)}/${file}`, bytes);
    }
    yield* keep(`reports/${encodeURIComponent(name)}.html`, await writeReport(catalogue, exhibit));
  }
  const environment = environmentOf(exhibits.map(({ snapshot }) => snapshot));
  yield* keep("environment.json", JSON.stringify(environment, null, 2) + "\n");
  yield* keep("CITATION.cff", Deno.readTextFileSync(join(projectFolder, "CITATION.cff")));
  yield* keep(".nojekyll", ""); // or GitHub's pages leave out what begins with an underscore
  const crate = crateOf(
    exhibits,
    written.filter((path) => path !== ".nojekyll"),
    environment,
    date,
  );
  yield { path: "ro-crate-metadata.json", content: JSON.stringify(crate, null, 1) + "\n" };
}
