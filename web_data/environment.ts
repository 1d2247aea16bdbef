/** With what results were made and shown, for whoever repeats them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../commands/project.ts";
import type { Workspace } from "../commands/artifacts.ts";

export interface EnvironmentData {
  /** The commit of Regrok; null outside of a clone. */
  readonly commit: string | null;
  readonly deno: string;
  readonly system: string;
  readonly processor: string;
  /** What trains, as in onnxruntime/cpu. */
  readonly engine: string;
  /** Pinned packages and their versions. */
  readonly packages: Readonly<Record<string, string>>;
}

export function environmentOf({ engine }: Pick<Workspace, "engine">): EnvironmentData {
  const { imports } = JSON.parse(readFileSync(join(projectFolder, "deno.json"), "utf8"));
  const packages = Object.entries(imports as Record<string, string>)
    .map(([name, specifier]) => [name, specifier.slice(specifier.lastIndexOf("@") + 1)]);
  return {
    commit: readCommit(),
    deno: Deno.version.deno,
    system: Deno.build.os,
    processor: Deno.build.arch,
    engine,
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
