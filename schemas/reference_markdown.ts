/** The reference as a page: `docs/reference.md`. */
import type { FamilyEntry, KindEntry, Reference, SettingEntry } from "./reference.ts";

/** Letters of a default that a table shows. */
const LONGEST_DEFAULT = 60;

export function referenceMarkdown({ settings, families, columns }: Reference): string {
  return [
    "# Reference",
    "",
    "Everything that an experiment may say, written from the code itself by",
    "`./regrok reference -o docs/reference.md`; `./regrok explain optimizer.weightDecay` prints one",
    "entry. Accuracies and fractions are numbers from 0 to 1, lengths are optimizer steps.",
    "",
    "## Settings",
    "",
    ...settingTable(settings),
    ...families.flatMap(familySection),
    "",
    "## Columns",
    "",
    "What figures, claims, `stopWhen` and `status` know of a run.",
    "",
    "| column | meaning |",
    "|---|---|",
    ...columns.map(({ name, description }) => row(code(name), description)),
    "",
  ].join("\n");
}

function familySection({ noun, path, description, common, kinds }: FamilyEntry): string[] {
  return [
    "",
    `## Kinds of ${noun}s (\`${path}\`)`,
    "",
    ...description === "" ? [] : [`${sentence(description)}`, ""],
    ...common.length === 0 ? [] : ["Each of them has:", "", ...settingTable(common), ""],
    ...kinds.flatMap(kindSection),
  ];
}

function kindSection({ kind, title, description, source, published, settings }: KindEntry) {
  return [
    `### ${code(kind)}: ${title}`,
    "",
    sentence(description),
    ...source === null ? [] : ["", `Source: ${sentence(source)}`],
    ...published.length === 0 ? [] : ["", `Tested against: ${published.join("; ")}.`],
    "",
    ...settings.length === 0 ? [] : [...settingTable(settings), ""],
  ];
}

function settingTable(settings: readonly SettingEntry[]): string[] {
  return [
    "| setting | takes | default | meaning |",
    "|---|---|---|---|",
    ...settings.map((entry) =>
      row(code(entry.path), entry.type, describeDefault(entry), entry.description)
    ),
  ];
}

function describeDefault({ default: value, required }: SettingEntry): string {
  if (value === null) return required ? "required" : "";
  const short = value.length > LONGEST_DEFAULT ? `${value.slice(0, LONGEST_DEFAULT)}…` : value;
  return code(short);
}

function row(...cells: string[]): string {
  return `| ${
    cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")
  } |`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function sentence(text: string): string {
  const whole = text[0]!.toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
