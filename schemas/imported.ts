/** Runs of other programs, read from their logs, beside the runs of an experiment or alone. */
import { z } from "zod";
import { findLogs, folderName, LogError, type LogFiles } from "../logs/log.ts";
import { findLog, logKinds, readHistory, type Reading } from "../logs/mod.ts";
import { contentHash } from "../store/content_hash.ts";
import type { HistoryRow } from "./artifacts.ts";
import type { Problem } from "./diagnostics.ts";
import { type Axes, AxisValue, didYouMean, nearestName } from "./fields.ts";
import { experimentFields } from "./json_schema.ts";
import { kindUnion } from "./kinds.ts";
import type { Surroundings } from "./surroundings.ts";
import { folderText } from "./sweep.ts";

export const ImportedSettings = kindUnion(logKinds, {
  folder: z.string().min(1).meta({
    description: "where the logs are, from this file's folder; each folder in it that has a log " +
      "is a run, and of logs that are the same, byte for byte, the first",
  }),
  except: z.array(z.string().min(1)).default([]).meta({
    description: "folders in it that are left out, such as those of logs that were cut off; . is " +
      "the folder itself",
  }),
  origin: z.string().min(1).max(60).default("published").meta({
    description: "what these runs are called in figures and claims, where our own are ours",
  }),
  set: z.record(z.string(), AxisValue).default({}).meta({
    description: "settings of these runs that their logs do not say, by path, as in " +
      "task.modulus: 97",
  }),
}).meta({ description: "logs of other programs, whose runs stand beside ours" });
export type ImportedSettings = z.infer<typeof ImportedSettings>;

export const ImportedList = z.array(ImportedSettings);

/** A run that another program has made. */
export interface ImportedRun {
  /** Names the run's folder, for instance `published_Transformer_50`. */
  readonly id: string;
  readonly origin: string;
  readonly seed: number;
  /** What is known of its settings, by path. */
  readonly settings: Axes;
  readonly points: readonly HistoryRow[];
  readonly files: LogFiles;
  /** How its log is read. */
  readonly reading: Reading;
}

/** The runs of all logs that an experiment names, and what is wrong; paths start at the top. */
export function readImported(
  entries: readonly ImportedSettings[],
  surroundings: Surroundings,
): { readonly runs: readonly ImportedRun[]; readonly problems: readonly Problem[] } {
  const runs = new Map<string, ImportedRun>();
  const problems: Problem[] = [];
  for (const [index, entry] of entries.entries()) {
    const at = (field: string) => ["imported", index, field];
    problems.push(...checkFields(entry, index));
    try {
      const { read, broken } = readFolder(entry, surroundings);
      problems.push(...broken.map((message) => ({ path: at("folder"), message })));
      for (const run of read) {
        if (!runs.has(run.id)) runs.set(run.id, run);
        else {
          const message = `"${entry.origin}" has another run of this name, ${run.id}; use one ` +
            "folder for both, or another origin";
          problems.push({ path: at("folder"), message });
        }
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push({ path: at("folder"), message: error.message });
    }
  }
  return { runs: [...runs.values()], problems };
}

function* checkFields({ set }: ImportedSettings, index: number): Generator<Problem> {
  const known = experimentFields();
  for (const field of Object.keys(set)) {
    if (known.includes(field)) continue;
    const cure = didYouMean(field, known, "use a path such as task.modulus");
    yield {
      path: ["imported", index, "set", field],
      field,
      message: `is not a field of any run; ${cure}`,
      atKey: true,
    };
  }
}

/**
 * The runs of a folder, and what is wrong with the others.
 *
 * @throws {Error} that says that there is no log, or nothing of a name under `except`.
 */
function readFolder(
  entry: ImportedSettings,
  { list, read }: Surroundings,
): { readonly read: readonly ImportedRun[]; readonly broken: readonly string[] } {
  const { kind, folder, origin, set, except, ...settings } = entry;
  const row = findLog(kind);
  const { marker, title } = row;
  const found = findLogs(row, list(folder));
  const names = found.map(folderName);
  const unknown = except.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const meant = nearestName(unknown, names);
    throw new Error(
      `"${folder}" has no log in "${unknown}", which except names` +
        (meant === undefined ? "" : `; did you mean ${meant}?`),
    );
  }
  const logs = found.filter((place) => !except.includes(folderName(place)));
  if (logs.length === 0) {
    throw new Error(`"${folder}" has no ${marker}, so there are no ${title} in it`);
  }
  const name = folder.split("/").filter((part) => !["", ".", ".."].includes(part)).at(-1) ?? "";
  const seen = new Set<string>();
  const seeds = new Map<string, number>();
  const broken: string[] = [];
  const runs = logs.flatMap((place): ImportedRun[] => {
    const { folder: inner, names } = place;
    const path = inner.split("/").filter((part) => part !== "");
    const files = Object.fromEntries(
      names.map((file) => [file, read(`${folder.replace(/\/+$/, "")}/${inner}${file}`)]),
    );
    const hash = contentHash(files[marker]!);
    if (seen.has(hash)) return [];
    seen.add(hash);
    try {
      const reading = { kind, settings };
      const points = readHistory(reading, files);
      const facts = row.facts(settings, files, [name, ...path]);
      const known = { ...facts.settings, ...set };
      const parts = [origin, ...path.length === 0 ? [name] : path];
      const id = parts.flatMap((part) => part.split("_")).map(folderText).join("_");
      // Runs without a seed are told apart by their number among those of the same settings.
      const seed = facts.seed ?? seeds.get(JSON.stringify(known)) ?? 0;
      seeds.set(JSON.stringify(known), seed + 1);
      return [{ id, origin, seed, settings: known, points, files, reading }];
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      broken.push(`${error.in(inner)}; to read the others alone: except: [${folderName(place)}]`);
      return [];
    }
  });
  return { read: runs, broken };
}
