/** Folders of the project itself, from wherever a person calls it. */
import { existsSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const projectFolder = fileURLToPath(new URL("..", import.meta.url));

/** Where results are kept unless `--artifacts` says otherwise: one place, not one per folder. */
export function defaultArtifacts(): string {
  return Deno.env.get("REGROK_ARTIFACTS") || pathFromHere(join(projectFolder, "artifacts"));
}

/** The folder of experiments: `configs` where one is, otherwise the project's. */
export function configsFolder(): string {
  return existsSync("configs") ? "configs" : pathFromHere(join(projectFolder, "configs"));
}

/** The experiments in a folder and in those below it. */
export async function listConfigs(folder = configsFolder()): Promise<string[]> {
  return (await Array.fromAsync(glob(join(folder, "**/*.yaml")))).sort();
}

/** The JSON Schema by which editors check experiments. */
export const schemaFile = join(projectFolder, "configs/experiment.schema.json");

/** A path as a person would type it: relative where that is near, otherwise whole. */
export function pathFromHere(path: string): string {
  const typed = relative(Deno.cwd(), path);
  return typed.startsWith(join("..", "..")) ? path : typed;
}
