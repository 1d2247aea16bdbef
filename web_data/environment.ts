/** With what results were made and shown, for whoever repeats them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../commands/project.ts";
import type { Snapshot } from "./snapshot.ts";

export interface EnvironmentData {
  /** The commit of Regrok; null outside of a clone. */
  readonly commit: string | null;
  readonly deno: string;
  readonly system: string;
  readonly processor: string;
  /** What trained, as in onnxruntime/cpu. */
  readonly engines: readonly string[];
  /** Pinned packages and their versions. */
  readonly packages: Readonly<Record<string, string>>;
}

/** `snapshots` are of what is shown. */
export function environmentOf(snapshots: readonly Snapshot[]): EnvironmentData {
  const { imports } = JSON.parse(readFileSync(join(projectFolder, "deno.json"), "utf8"));
  const trainings = snapshots.flatMap(({ plans }) => [...plans.values()])
    .filter(({ action: { stage } }) => stage === "train");
  const packages = Object.entries(imports as Record<string, string>)
    .map(([name, specifier]) => [name, specifier.slice(specifier.lastIndexOf("@") + 1)]);
  return {
    commit: readCommit(),
    deno: Deno.version.deno,
    system: Deno.build.os,
    processor: Deno.build.arch,
    engines: [...new Set(trainings.flatMap(({ action: { engine } }) => engine ?? []))].sort(),
    packages: Object.fromEntries(packages),
  };
}

/** Git is not started for this: it would be one more permission. */
function readCommit(): string | null {
  const read = (path: string) => readFileSync(join(projectFolder, ".git", path), "utf8").trim();
  try {
    const head = read("HEAD");
    const branch = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
    return branch === undefined ? head : read(branch);
  } catch {
    return null;
  }
}
