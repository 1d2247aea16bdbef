/** Which experiments there are for pages, and what is known of each; what costs time is kept. */
import { relative, resolve } from "node:path";
import type { Workspace } from "../commands/artifacts.ts";
import { listOwners } from "../commands/names.ts";
import { listConfigs, pathFromHere } from "../commands/project.ts";
import { readConfig } from "../commands/read_config.ts";
import { type FoundExperiment, loadExperiments } from "../commands/workspace.ts";
import { ConfigError } from "../schemas/diagnostics.ts";
import { valueAt } from "../schemas/fields.ts";
import { readYaml } from "../schemas/yaml_source.ts";
import type { Index, IndexEntry } from "../web/protocol.ts";
import { curvesData } from "./curve_data.ts";
import { claimsOf, experimentData } from "./experiment_data.ts";
import { type HistoryMemory, type Snapshot, stampOf, takeSnapshot } from "./snapshot.ts";

export interface CatalogueOptions {
  /** Experiments and folders of them; without any, what was run and all in `configs/`. */
  readonly configs: readonly string[];
  readonly set: readonly string[];
  readonly preset?: string | undefined;
  /** Where results are, for the commands that pages show; null for where they always are. */
  readonly artifacts?: string | null;
}

type About = Omit<IndexEntry, "summary">;

/** What pages are given of an experiment as a whole. */
export type Part = "experiment" | "curves";

/** The experiment as it was last looked at; what was made of it is kept as long. */
interface Newest {
  readonly stamp: string;
  readonly taken: Promise<Snapshot>;
  readonly texts: Map<Part, Promise<string>>;
}

interface Known {
  readonly about: About;
  /** Whether something was run under this name, or was asked for by name. */
  readonly wanted: boolean;
  load(): Promise<FoundExperiment>;
  newest: Newest | null;
  /** Made of the newest snapshot that is complete. */
  summary: IndexEntry["summary"];
  readonly memory: HistoryMemory;
}

export class Catalogue {
  readonly #known = new Map<string, Known>();
  #incomplete = true;
  #told: () => void = () => {};

  constructor(readonly workspace: Workspace, readonly options: CatalogueOptions) {}

  /** The names of experiments, those that something is known of first. */
  names(): string[] {
    return [...this.#known.keys()];
  }

  /** Finds the experiments; `told` is called whenever more is known of them. */
  async open(told: () => void): Promise<void> {
    this.#told = told;
    if (this.options.configs.length > 0) await this.#addNamed();
    else await this.#addAll();
    this.#summarize();
  }

  /**
   * Looks again at an experiment of which something was done since; one that nobody knew of is
   * found, unless others were named.
   */
  async refresh(name: string): Promise<void> {
    if (!this.#known.has(name) && this.options.configs.length === 0) await this.#addAll();
    const known = this.#known.get(name);
    if (known === undefined || known.about.problem !== null) return;
    try {
      await this.text(name, "experiment");
      this.#told();
    } catch {
      // The page that asks for this one is told what is wrong.
    }
  }

  index(): Index {
    return {
      experiments: [...this.#known.values()].map(({ about, summary }) => ({ ...about, summary })),
      incomplete: this.#incomplete,
    };
  }

  /** The experiment as its file says it; null for a name that there is not. */
  async load(name: string): Promise<FoundExperiment | null> {
    return await this.#known.get(name)?.load() ?? null;
  }

  /** The experiment as the store has it now; null for a name that there is not. */
  async snapshot(name: string): Promise<Snapshot | null> {
    const known = this.#known.get(name);
    return known === undefined ? null : await this.#look(known).taken;
  }

  /** What pages are given of an experiment, as JSON; null for a name that there is not. */
  async text(name: string, part: Part): Promise<string | null> {
    const known = this.#known.get(name);
    if (known === undefined) return null;
    const { taken, texts } = this.#look(known);
    const text = texts.get(part) ?? taken.then((snapshot) => this.#write(known, snapshot, part));
    texts.set(part, text);
    return await text;
  }

  async #write({ about }: Known, snapshot: Snapshot, part: Part): Promise<string> {
    return JSON.stringify(
      part === "curves"
        ? curvesData(snapshot)
        : await experimentData(this.workspace.store, snapshot, about),
    );
  }

  #look(known: Known): Newest {
    const stamp = stampOf(this.workspace.store.folder, known.about.file);
    if (known.newest?.stamp === stamp) return known.newest;
    const taken = known.load().then(async (loaded) => {
      const snapshot = await takeSnapshot(loaded, this.workspace, known.memory);
      known.summary = await this.#summaryOf(snapshot);
      return snapshot;
    });
    taken.catch(() => known.newest = null); // whoever asked is told; the next may have luck
    return known.newest = { stamp, taken, texts: new Map() };
  }

  async #addNamed(): Promise<void> {
    const { configs, set, preset } = this.options;
    for (const found of await loadExperiments(configs, { set, preset })) {
      const { experiment: { name, title, source }, file } = found;
      this.#add({
        about: {
          ...{ name, title, source: source ?? null, file, preset: preset ?? null },
          artifacts: this.options.artifacts ?? null,
          problem: null,
        },
        wanted: true,
        load: async () => (await loadExperiments([file], { set, preset }))[0]!,
      });
    }
  }

  /** Experiments that were run, by the files that they were run from, then those that were not. */
  async #addAll(): Promise<void> {
    const files = await listConfigs();
    const here = new Map(files.map((file) => [resolve(file), file]));
    for (const { name, file, preset } of listOwners(this.workspace.store)) {
      await this.#addFile(here.get(file) ?? pathFromHere(relative("", file)), preset, name, true);
    }
    for (const file of files) await this.#addFile(file, undefined, undefined, false);
  }

  async #addFile(
    file: string,
    preset: string | undefined,
    wantedName: string | undefined,
    wanted: boolean,
  ): Promise<void> {
    const heading = await readHeading(file, preset);
    if (heading === null && wantedName === undefined) return;
    const { title = wantedName!, source = null, problem = null } = heading ?? {
      problem: "its file is not there any more, or is not valid",
    };
    const name = wantedName ?? heading!.name;
    this.#add({
      about: {
        ...{ name, title, source, file, preset: preset ?? null },
        artifacts: this.options.artifacts ?? null,
        problem,
      },
      wanted,
      load: async () => (await loadExperiments([file], { preset }))[0]!,
    });
  }

  #add(known: Pick<Known, "about" | "wanted" | "load">): void {
    if (this.#known.has(known.about.name)) return;
    this.#known.set(known.about.name, {
      ...known,
      newest: null,
      summary: null,
      memory: new Map(),
    });
  }

  /** Looks at those that something was run of, one after the other, while pages are served. */
  async #summarize(): Promise<void> {
    for (const { about, wanted } of [...this.#known.values()]) {
      if (!wanted) continue;
      await this.refresh(about.name);
      await this.text(about.name, "curves").catch(() => {}); // likewise
    }
    this.#incomplete = false;
    this.#told();
  }

  async #summaryOf(snapshot: Snapshot): Promise<IndexEntry["summary"]> {
    const { runs, loaded: { imported } } = snapshot;
    const states: Record<string, number> = imported.length > 0 ? { imported: imported.length } : {};
    const outcomes: Record<string, number> = {};
    for (const { state, outcome } of runs) {
      states[state] = (states[state] ?? 0) + 1;
      if (outcome !== null) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    return { states, outcomes, claims: await claimsOf(this.workspace.store, snapshot) };
  }
}

/** What a file says of itself, without its runs; null for what is no experiment. */
async function readHeading(
  file: string,
  preset: string | undefined,
): Promise<{ name: string; title: string; source: string | null; problem: null } | null> {
  try {
    const { data } = readYaml(await readConfig(file), file, [], preset);
    const text = (field: string) => {
      const value = valueAt(data, [field]);
      return typeof value === "string" ? value : null;
    };
    const name = text("name");
    if (name === null) return null;
    return { name, title: text("title") ?? name, source: text("source"), problem: null };
  } catch (error) {
    if (error instanceof ConfigError || error instanceof Error) return null;
    throw error;
  }
}
