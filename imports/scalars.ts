/** Small YAML files of other programs, as plain data. */
import { parseYaml } from "../schemas/yaml_document.ts";
import { SourceError } from "./recipe.ts";

/** A mapping at the top level of a YAML text; null where it is none, or no YAML. */
export function readMapping(text: string): Readonly<Record<string, unknown>> | null {
  const { document } = parseYaml(text);
  const data: unknown = document?.toJS();
  return isMapping(data) ? data : null;
}

/** @throws {SourceError} that says where the text is no YAML, or what it is instead of a mapping. */
export function requireMapping(name: string, text: string): Readonly<Record<string, unknown>> {
  const { document, errors, lines } = parseYaml(text);
  if (document === null) {
    const { offset, message } = errors[0]!;
    const { line, col } = lines.linePos(offset);
    throw new SourceError(`${name}:${line}:${col}: ${message}`);
  }
  const data: unknown = document.toJS();
  if (isMapping(data)) return data;
  throw new SourceError(`${name} is no mapping of keys to values`);
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first line of a YAML text on which a key begins, from 1. */
export function lineOfKey(text: string, key: string): number {
  return text.split("\n").findIndex((line) => line.trimStart().startsWith(`${key}:`)) + 1;
}
