/** Options and arguments that several commands have. */
import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { deviceNames, engineChoices } from "../engines/registry.ts";
import { defaultArtifacts } from "./project.ts";

export const artifacts = [
  "--artifacts <folder>",
  "where results are kept",
  folderName,
  defaultArtifacts(),
] as const;
export const json = ["--json", "print JSON, for programs", false] as const;
export const set = [
  "--set <field=value>",
  "override a field of the experiment, as in training.steps=2000; may be repeated",
  collect,
  [],
] as const;
export const preset = [
  "--preset <name>",
  "the size of the experiment, as in small; as published if left out",
] as const;
export const searched = [
  "-c, --configs <config>",
  "an experiment or folder to look in, may be repeated; all in configs/ if left out",
  (value: string, previous: readonly string[] | undefined) => [...previous ?? [], value],
] as const;

export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** A folder that can be named in a permission of Deno, where commas part names. */
export function folderName(text: string): string {
  if (text !== "" && !text.includes(",")) return text;
  throw new InvalidArgumentError("It must name a folder, without commas.");
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a whole number of 1 or more.");
}

/** Names parted by commas. */
export function names(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim());
}

/** Numbers from 0 to 1, parted by commas. */
export function fractions(text: string): readonly number[] {
  const values = text.split(",").map((part) => part.trim() === "" ? NaN : Number(part));
  if (values.every((value) => value >= 0 && value <= 1)) return [...new Set(values)];
  throw new InvalidArgumentError("It must be fractions from 0 to 1, parted by commas.");
}

export function portNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value < 65_536) return value;
  throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
}

export const engine = new Option(
  "--engine <name>",
  "what trains and measures; auto goes on with what the store holds, and takes native where there " +
    "is a C compiler",
).choices(engineChoices).default("auto" as const).env("REGROK_ENGINE");
export const device = new Option("--device <name>", "where it computes")
  .choices(deviceNames).default("cpu" as const);
