/** Inputs: from the names of files in other actions to the contents they have. */
import type { Action, InputSource } from "./action.ts";
import type { FileReference, LinkRecord } from "../store/record.ts";

/** Records of the actions that are done, by id. */
export type DoneRecords = ReadonlyMap<string, readonly LinkRecord[]>;

/** Files of each input; null in place of what is not known before another action is done. */
export type KnownInputs = Readonly<
  Record<string, readonly (readonly FileReference[] | null)[]>
>;

/**
 * The input files of an action, or null while something it reads is not done.
 *
 * @throws {TypeError} when it asks for a file that the other action does not make.
 */
export function resolveInputs(
  action: Action,
  done: DoneRecords,
): Record<string, FileReference[]> | null {
  const resolved: Record<string, FileReference[]> = {};
  for (const [name, sources] of Object.entries(knownInputs(action, done))) {
    resolved[name] = [];
    for (const files of sources) {
      if (files === null) return null;
      resolved[name].push(...files);
    }
  }
  return resolved;
}

/** What is known of the inputs of an action, source by source. */
export function knownInputs(action: Action, done: DoneRecords): KnownInputs {
  const known = Object.entries(action.inputs).map(([name, sources]) => [
    name,
    sources.map((source) => filesOf(action, name, source, done)),
  ]);
  return Object.fromEntries(known);
}

function filesOf(
  action: Action,
  name: string,
  source: InputSource,
  done: DoneRecords,
): readonly FileReference[] | null {
  if ("content" in source) return [source.content];
  const records = done.get(source.action);
  if (records === undefined) return null;
  const chosen = source.links === "all" ? records : records.slice(-1);
  return chosen.map((record) => {
    const file = record.files[source.file];
    if (file !== undefined) return file;
    const there = Object.keys(record.files).map((other) => `"${other}"`).join(", ");
    throw new TypeError(
      `Input "${name}" of action "${action.id}" is the file "${source.file}" of ` +
        `"${source.action}", which makes only ${there}`,
    );
  });
}
