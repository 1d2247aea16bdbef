/** `explain` and `reference`: what a setting, a kind or a column means, one or all of them. */
import { didYouMean } from "../schemas/fields.ts";
import {
  type FamilyEntry,
  type KindEntry,
  makeReference,
  type Reference,
  type SettingEntry,
} from "../schemas/reference.ts";
import { referenceMarkdown } from "../schemas/reference_markdown.ts";
import { columnsOfTerminal, formatTable, wrapText } from "../terminal/format.ts";
import { print } from "../terminal/output.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { writeOrPrint } from "./files.ts";

/** Every text that explains something, by the names it may be asked for with. */
interface Entry {
  readonly names: readonly string[];
  readonly text: string;
}

/** Prints what is known of a name, or the names there are. */
export function explainCommand(name: string | undefined): number {
  const reference = makeReference();
  print(name === undefined ? listNames(reference) : explain(name, listEntries(reference)));
  return exitCodes.done;
}

/** Writes the whole reference to a file, or prints it. */
export async function referenceCommand({ output }: { output?: string }): Promise<number> {
  await writeOrPrint(referenceMarkdown(makeReference()), output);
  return exitCodes.done;
}

/** A whole name, or else the last part of names, of which there may be several. */
function explain(name: string, entries: readonly Entry[]): string {
  const whole = entries.filter(({ names }) => names.includes(name));
  const found = whole.length > 0
    ? whole
    : entries.filter(({ names }) => names.some((each) => each.endsWith(`.${name}`)));
  if (found.length > 0) return found.map(({ text }) => text).join("\n\n");
  const names = entries.flatMap(({ names }) => names);
  const known = [...names, ...names.map((each) => each.split(".").at(-1)!)];
  const cure = didYouMean(name, known, "`explain` lists what is");
  throw new UsageError(`Nothing is called "${name}"; ${cure}`);
}

function listEntries({ settings, families, columns }: Reference): Entry[] {
  const ofKinds = families.flatMap((family) => [
    ...merge(family.common.map((entry) => ({ entry, of: `every ${family.noun}` }))),
    ...merge(
      family.kinds.flatMap(({ kind, settings }) => settings.map((entry) => ({ entry, of: kind }))),
    ),
    ...family.kinds.map((kind): Entry => ({
      names: [kind.kind, `${family.path}.${kind.kind}`],
      text: describeKind(kind, family),
    })),
  ]);
  return [
    ...merge(settings.map((entry) => ({ entry, of: "" }))),
    ...ofKinds,
    ...columns.map(({ name, description }): Entry => ({
      names: name.split(", "),
      text: `${name}: a column\n${wrap(description)}`,
    })),
  ];
}

/** One entry for each path, saying for which kinds; the same words of several kinds once. */
function merge(
  found: readonly { readonly entry: SettingEntry; readonly of: string }[],
): Entry[] {
  const byPath = Map.groupBy(found, ({ entry }) => entry.path);
  return [...byPath].map(([path, all]): Entry => {
    const byText = Map.groupBy(all, ({ entry }) => describeSetting(entry));
    const texts = [...byText].map(([text, group]) => {
      const kinds = group.map(({ of }) => of).filter((of) => of !== "");
      return `${path}${kinds.length === 0 ? "" : ` (${kinds.join(", ")})`}\n${text}`;
    });
    return { names: [path], text: texts.join("\n\n") };
  });
}

function describeSetting({ type, default: value, required, description }: SettingEntry): string {
  const lines = [
    wrap(description),
    wrap(`takes ${type}`),
    value === null ? required ? "  required" : "  optional" : wrap(`default ${value}`),
  ];
  return lines.filter((line) => line.trim() !== "").join("\n");
}

function describeKind(
  { kind, title, description, source, published, settings }: KindEntry,
  { noun, path, common }: FamilyEntry,
): string {
  const fields = [...settings, ...common].map(({ path, default: value, required, description }) => [
    `  ${path}`,
    value ?? (required ? "required" : "optional"),
    description,
  ]);
  return [
    `${kind}: ${title}, ${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun} (${path})`,
    wrap(description),
    ...source === null ? [] : [wrap(`Source: ${source}`)],
    ...published.length === 0 ? [] : [wrap(`Tested against: ${published.join("; ")}`)],
    ...fields.length === 0 ? [] : [formatTable(fields)],
  ].join("\n");
}

function listNames({ settings, families, columns }: Reference): string {
  const list = (title: string, names: readonly string[]) => `${title}\n${wrap(names.join(", "))}`;
  return [
    list("settings", settings.map(({ path }) => path)),
    ...families.map(({ noun, path, kinds }) =>
      list(`kinds of ${noun}s (${path})`, kinds.map(({ kind }) => kind))
    ),
    list("columns", columns.map(({ name }) => name)),
    "explain <name> says what one of them is, settings of kinds too, as in optimizer.weightDecay",
  ].join("\n\n");
}

function wrap(text: string): string {
  return wrapText(text, Math.max(40, columnsOfTerminal()), "  ");
}
