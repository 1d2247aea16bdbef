/** A folder of Lightning logs, as an experiment that trains nothing: tables, figures and claims. */
import { lightning, lightningColumns } from "../logs/lightning.ts";
import { findLogs, folderName, LogError } from "../logs/log.ts";
import type { HistoryRow } from "../schemas/artifacts.ts";
import { type Axes, type AxisValue, nearestName } from "../schemas/fields.ts";
import { wrapText } from "../terminal/format.ts";
import {
  defineRecipe,
  type Source,
  SourceError,
  type Wanted,
  yamlText,
  yamlValue,
} from "./recipe.ts";

interface Log {
  readonly folder: string;
  readonly settings: Axes;
  readonly points: readonly HistoryRow[];
}

/** Settings that a reader has to have told where the logs do not. */
const ASKED = ["task.modulus", "task.operands", "optimizer.kind", "split.trainFraction"] as const;

/** Letters of a line of comment. */
const WIDTH = 100;

/** Accuracy in whose sense the published scripts speak of learning. */
const LEARNED = 0.99;

export const lightningLogs = defineRecipe({
  title: "Lightning logs",
  description: "a folder of metrics.csv and hparams.yaml, as PyTorch Lightning's CSVLogger leaves",
  recognises: ({ text, files }) => text === null && findLogs(lightning, files).length > 0,
  write(source, wanted) {
    const { logs, broken } = readLogs(source, wanted);
    for (const remark of new Set(logs.flatMap(misnamedColumns))) wanted.remark(remark);
    const varying = varyingSettings(logs);
    const columns = new Set(logs.flatMap(({ points }) => points.flatMap(Object.keys)));
    const fixed = Object.entries(logs[0]!.settings)
      .filter(([path]) => logs.every(({ settings }) => settings[path] === logs[0]!.settings[path]));
    const missing = ASKED.filter((path) => logs.some(({ settings }) => lacks(settings, path)));
    const about = [
      `${logs.length} ${logs.length === 1 ? "log" : "logs"} of others. The same in all: ` +
      `${fixed.map(([path, value]) => `${path} ${value}`).join(", ") || "nothing"}.`,
      `Where they differ: ${
        varying.map((path) => `${path} (${valuesOf(logs, path).join(", ")})`).join("; ") ||
        "nowhere"
      }.`,
      ...missing.map((path) => `Some do not say their ${path}: give it below, under set.`),
    ];
    return `${about.map((text) => wrapText(text, WIDTH, "# ")).join("\n")}
# Modulus and operands follow from the number of rows where no name says them, and a log that names
# no optimizer is taken for AdamW, as older logs of openai/grok are. Say better under set.
name: ${wanted.name}
title: ${yamlText(`Runs of others: ${source.name}`)}
source: ${yamlText(`Lightning logs in ${source.name}`)}

imported:
  - kind: lightning
    folder: ${yamlText(wanted.path)}
    origin: published
    # The log's own numbers, which count updates from 0. Beside our runs leave this out: then a
    # step is the number of updates done, one more.
${writeExcept(broken)}    steps: logged
    accuracies: percent
    set:${writeSet(wanted.set)}

# To show them over runs of our own, add task, model and so on, as in any experiment; the runs of
# both then are told apart by the field origin, ours being called ours.

figures:
${writeFigures(columns, varying)}${writeNotes(logs, varying[0])}`;
  },
});

/** Tasks of other kinds than modular have no modulus. */
function lacks(settings: Axes, path: string): boolean {
  const isModular = (settings["task.kind"] ?? "modular") === "modular";
  return !(path in settings) && (isModular || !path.startsWith("task."));
}

/** Names of the folders of logs that cannot be read, and why. */
type Broken = ReadonlyMap<string, string>;

/** @throws {SourceError} when no log can be read. */
function readLogs(
  source: Source,
  { set, leaveOut }: Wanted,
): { readonly logs: readonly Log[]; readonly broken: Broken } {
  const settings = { steps: "logged", accuracies: "percent", columns: {} } as const;
  const broken = new Map<string, string>();
  const logs = findLogs(lightning, source.files).flatMap((place): Log[] => {
    const { folder, names } = place;
    const files = Object.fromEntries(names.map((name) => [name, source.read(folder + name)]));
    try {
      const points = lightning.history(settings, files);
      const parts = [source.name, ...folder.split("/").filter((part) => part !== "")];
      const known = { ...lightning.facts(settings, files, parts).settings, ...set };
      return [{ folder, settings: known, points }];
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      broken.set(folderName(place), error.in(folder));
      return [];
    }
  });
  if (logs.length === 0) throw new SourceError([...broken.values()].join("\n"));
  for (const [name, problem] of broken) leaveOut(`Left out: ${name}, since ${problem}`);
  return { logs, broken };
}

/** Columns that a log lacks, where it has one that may be meant: without a word it would be missed. */
function misnamedColumns({ points }: Log): string[] {
  const names = [...new Set(points.flatMap(Object.keys))];
  const others = names.filter((name) => !Object.values(lightningColumns).includes(name));
  return Object.entries(lightningColumns).filter(([, ours]) => !names.includes(ours)).flatMap(
    ([theirs, ours]) => {
      const meant = others.find((name) => name.length > 3 && theirs.startsWith(name)) ??
        nearestName(theirs, others);
      return meant === undefined ? [] : [
        `There is no column ${theirs}, but ${meant}: if that is meant, say ` +
        `columns: { ${meant}: ${ours} } below steps`,
      ];
    },
  );
}

function writeExcept(broken: Broken): string {
  if (broken.size === 0) return "";
  const lines = [...broken].map(([name, problem]) => `      - ${yamlText(name)} # ${problem}\n`);
  return `    except:\n${lines.join("")}`;
}

/** Settings with several values, the fraction of training rows first. */
function varyingSettings(logs: readonly Log[]): string[] {
  const paths = [...new Set(logs.flatMap(({ settings }) => Object.keys(settings)))];
  const varying = paths.filter((path) => valuesOf(logs, path).length > 1);
  const first = "split.trainFraction";
  return varying.includes(first) ? [first, ...varying.filter((path) => path !== first)] : varying;
}

function valuesOf(logs: readonly Log[], path: string): AxisValue[] {
  const values = logs.map(({ settings }) => settings[path]).filter((value) => value !== undefined);
  const distinct = [...new Set(values)];
  return distinct.every((value) => typeof value === "number")
    ? distinct.sort((a, b) => Number(a) - Number(b))
    : distinct;
}

function writeSet(set: Wanted["set"]): string {
  const lines = Object.entries(set).map(([path, value]) => `      ${path}: ${yamlValue(value)}\n`);
  return lines.length === 0
    ? " {} # settings the logs do not say, as in { task.modulus: 97 }"
    : `\n${lines.join("").trimEnd()}`;
}

/** Curves, and over the first setting that varies the steps to 99 % and the best accuracy. */
function writeFigures(columns: ReadonlySet<string>, varying: readonly string[]): string {
  const pick = (...names: string[]) => names.filter((name) => columns.has(name));
  const accuracies = pick("batchAccuracy", "validationAccuracy");
  const losses = pick("batchLoss", "validationLoss");
  const list = (names: readonly string[]) => `[${names.join(", ")}]`;
  const figures: string[] = [];
  const add = (name: string, fields: string) =>
    figures.push(`  - { name: ${name}, kind: ${fields} }\n`);
  if (accuracies.length > 0) add("accuracy-vs-steps", `overSteps, metrics: ${list(accuracies)}`);
  if (losses.length > 0) add("loss-vs-steps", `overSteps, metrics: ${list(losses)}`);
  const [x] = varying;
  if (x !== undefined && accuracies.length > 0) {
    const short = x === "split.trainFraction" ? "alpha" : "setting";
    const goal = `stepsTo: { atLeast: ${LEARNED} }`;
    add(`${short}-vs-steps`, `overSetting, x: ${x}, metrics: ${list(accuracies)}, ${goal}`);
    if (columns.has("validationAccuracy")) add(`${short}-vs-accuracy`, `alphaVsAccuracy, x: ${x}`);
  }
  return figures.join("");
}

/** Where the plotting scripts of the PKU study would draw another number than we do. */
function writeNotes(logs: readonly Log[], x: string | undefined): string {
  if (x === undefined) return "";
  const different = (["batchAccuracy", "validationAccuracy"] as const).flatMap((metric) =>
    logs.flatMap(({ settings, points }) => {
      const rows = points.filter((row) => typeof row[metric] === "number");
      const first = rows.find((row) => row[metric]! >= LEARNED)?.step;
      const drawn = stepOfScript(rows, metric);
      if (drawn === undefined || drawn === first) return [];
      return [`#   ${metric} at ${settings[x]}: ${drawn}, and here ${first ?? "never"}\n`];
    })
  );
  return `
# Steps above are the first at 99 %, or never. The script draw_alpha_steps.py of the PKU study wants
# two rows in a row at 99 % and draws the earlier one; where there are none it draws the last row,
# as if that were the step. ${
    different.length === 0
      ? "Of these logs it would draw the same numbers."
      : `Of these logs it would draw otherwise:\n${different.join("").trimEnd()}`
  }
# Its draw_alpha_acc.py draws the best accuracy of a run, so that a later collapse is not seen; the
# figure above has the best and the last.
`;
}

/** The step that draw_alpha_steps.py gives: the row before the first that is the second in a row. */
function stepOfScript(rows: readonly HistoryRow[], metric: string): number | undefined {
  const second = rows.findIndex((row, index) =>
    index > 0 && row[metric]! >= LEARNED && rows[index - 1]![metric]! >= LEARNED
  );
  return (second < 0 ? rows.at(-1) : rows[second - 1])?.step;
}
