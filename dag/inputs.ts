/** Inputs: from the names of files in other actions to the contents they have. */
import { type Action, eachInputs, type InputSource } from "./action.ts";
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
 * @throws {RangeError} when it asks for a link that the other action has not.
 */
export function resolveInputs(
  action: Action,
  done: DoneRecords,
): Record<string, FileReference[]> | null {
  const resolved = completeInputs(knownInputs(action, done));
  if (resolved !== null) return resolved;
  for (const [name, sources] of Object.entries(action.inputs)) {
    for (const source of sources) {
      const records = "link" in source ? done.get(source.action) : undefined;
      if ("link" in source && records !== undefined && source.link >= records.length) {
        throw new RangeError(
          `Input "${name}" of action "${action.id}" is a file of link ${source.link + 1} of ` +
            `"${source.action}", which ended after ${records.length}`,
        );
      }
    }
  }
  return null;
}

/** The files of each input, or null where some are not known. */
export function completeInputs(known: KnownInputs): Record<string, FileReference[]> | null {
  const complete: Record<string, FileReference[]> = {};
  for (const [name, sources] of Object.entries(known)) {
    complete[name] = [];
    for (const files of sources) {
      if (files === null) return null;
      complete[name].push(...files);
    }
  }
  return complete;
}

/**
 * Takes the inputs of which each link reads one out of the others: of each link, its own.
 *
 * @throws {TypeError} when the inputs have different numbers of files.
 */
export function partInputs<File>(
  action: Action,
  inputs: Readonly<Record<string, readonly File[]>>,
): {
  readonly inputs: Readonly<Record<string, readonly File[]>>;
  readonly each?: readonly Readonly<Record<string, File>>[];
} {
  const names = eachInputs(action);
  if (names.length === 0) return { inputs };
  const count = inputs[names[0]!]!.length;
  const odd = names.find((name) => inputs[name]!.length !== count);
  if (odd !== undefined) {
    throw new TypeError(
      `Each link of action "${action.id}" reads one file of "${names[0]}" and of "${odd}", ` +
        `but there are ${count} of the one and ${inputs[odd]!.length} of the other`,
    );
  }
  const others = Object.entries(inputs).filter(([name]) => !names.includes(name));
  return {
    inputs: Object.fromEntries(others),
    each: Array.from(
      { length: count },
      (_, link) => Object.fromEntries(names.map((name) => [name, inputs[name]![link]!])),
    ),
  };
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
  const chosen = chooseLinks(source, records);
  return chosen.length === 0 ? null : chosen.map((record) => {
    const file = record.files[source.file];
    if (file !== undefined) return file;
    const there = Object.keys(record.files).map((other) => `"${other}"`).join(", ");
    throw new TypeError(
      `Input "${name}" of action "${action.id}" is the file "${source.file}" of ` +
        `"${source.action}", which makes only ${there}`,
    );
  });
}

/** None when the chain ended before the link that is asked for. */
function chooseLinks(
  source: Exclude<InputSource, { readonly content: FileReference }>,
  records: readonly LinkRecord[],
): readonly LinkRecord[] {
  if ("link" in source) return records.slice(source.link, source.link + 1);
  return source.links === "all" || source.links === "each" ? records : records.slice(-1);
}
