/** Which experiments the page that trains offers: those that are small enough for a browser. */
import { type LiveExperiment, runToTry } from "../live/experiment.ts";
import type { LiveIndex } from "../web/protocol.ts";
import type { Catalogue } from "./catalogue.ts";

/** Those of a catalogue in its order, the quick start first; each is read anew. */
export async function liveIndex(catalogue: Catalogue): Promise<LiveIndex> {
  const experiments: LiveExperiment[] = [];
  for (const name of catalogue.names()) {
    const found = await catalogue.load(name).catch(() => null); // its own page tells what is wrong
    const run = found === null ? null : runToTry(found.runs);
    if (run === null) continue;
    const { title, source = null } = found!.experiment;
    const { settings, seed, axes } = run;
    experiments.push({ name, title, source, file: found!.file, settings, seed, axes });
  }
  const first = experiments.filter(({ name }) => name === "quickstart");
  return { experiments: [...new Set([...first, ...experiments])] };
}
