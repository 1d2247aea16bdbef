/** Which experiments the page that trains offers: those that are small enough for a browser. */
import { type LiveExperiment, runToTry } from "../live/experiment.ts";
import type { LiveIndex } from "../web/protocol.ts";
import type { Catalogue } from "./catalogue.ts";
import { changed } from "./snapshot.ts";

/** What a page begins with, if it is there. */
const FIRST = "quickstart";

interface Offer {
  /** When the file was edited that it was made of. */
  readonly edited: number;
  /** Null for what is too large, needs files, or cannot be read, which its own page tells. */
  readonly made: Promise<LiveExperiment | null>;
}

/** The offers of a catalogue; each is made anew when its file was edited. */
export class LiveOffers {
  readonly #known = new Map<string, Offer>();

  constructor(readonly catalogue: Catalogue) {}

  /** In the order of the catalogue, the quick start first. */
  async index(): Promise<LiveIndex> {
    const entries = this.catalogue.index().experiments;
    const offers: LiveExperiment[] = [];
    for (const { name, file } of entries) {
      const edited = changed(file);
      let known = this.#known.get(name);
      if (known?.edited !== edited) {
        known = { edited, made: this.#make(name) };
        this.#known.set(name, known);
      }
      const offer = await known.made;
      if (offer !== null) offers.push(offer);
    }
    const first = offers.filter(({ name }) => name === FIRST);
    return { experiments: [...new Set([...first, ...offers])] };
  }

  async #make(name: string): Promise<LiveExperiment | null> {
    const found = await this.catalogue.load(name).catch(() => null);
    const run = found === null ? null : runToTry(found.runs);
    if (run === null) return null;
    const { experiment: { title, source = null }, file } = found!;
    const { settings, seed, axes } = run;
    return { name, title, source, file, settings, seed, axes };
  }
}
