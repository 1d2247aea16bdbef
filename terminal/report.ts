/** What a person sees at the end of a run. */
import type { RunResult } from "../dag/scheduler.ts";
import type { Verdict } from "../schemas/artifacts.ts";
import { describeDivergence } from "./events.ts";
import { escapeText } from "./escape.ts";
import { formatCount, formatDuration, type Palette, wrapText } from "./format.ts";

/** What `run` says of one experiment. */
export interface ExperimentReport {
  readonly experiment: string;
  readonly runs: {
    readonly count: number;
    /** How many more others have logged. */
    readonly imported?: number;
    readonly folder: string;
  };
  /** Runs that diverged, and after how many updates. */
  readonly diverged: readonly { readonly run: string; readonly step: number }[];
  /** Paths of the figures that are drawn, as PNG. */
  readonly figures: readonly string[];
  /** What is to be known of them, such as letters that could not be drawn. */
  readonly remarks: readonly string[];
  readonly verdicts: readonly Verdict[];
}

/** Lines longer than this are hard to read, however wide the terminal is. */
const WIDEST = 110;
const MOST_NAMED = 5;
const INDENT = " ".repeat(9);

/** `17 actions executed in 11 s`, or that there was nothing to do. */
export function describeWork(
  { status, executed, cutOff }: RunResult,
  seconds: number,
): string {
  const spared = cutOff.length > 0
    ? `, ${cutOff.length} spared because nothing they read changed`
    : "";
  if (status === "done" && executed.length === 0) {
    return `Up to date, nothing to do${spared} (${formatDuration(seconds)})`;
  }
  const verb = status === "stopped" ? "finished" : "executed"; // others may be half done
  return `${formatCount(executed.length, "action")} ${verb} in ${formatDuration(seconds)}${spared}`;
}

/** Figures and verdicts of one experiment, in lines of at most `columns`. */
export function describeExperiment(
  report: ExperimentReport,
  palette: Palette,
  columns: number,
): string {
  const { experiment, runs, diverged, figures, remarks, verdicts } = report;
  const { count, imported = 0 } = runs;
  const counted = imported === 0
    ? `${count}`
    : count === 0
    ? `${imported} imported`
    : `${count} and ${imported} imported`;
  const lines = [`${experiment}`, `runs     ${counted} in ${runs.folder}`];
  lines.push(...describeDiverged(diverged, palette));
  figures.forEach((path, index) => lines.push(`${index === 0 ? "figures" : ""}`.padEnd(9) + path));
  if (figures.length > 0) {
    lines.push(`${INDENT}${palette.quiet("each as .svg, and its numbers as .csv, beside it")}`);
  }
  lines.push(...remarks.map((remark) => `${INDENT}${palette.bad(remark)}`));
  if (verdicts.length > 0) {
    const width = Math.min(columns, WIDEST);
    lines.push(
      "",
      describeScore(verdicts),
      ...verdicts.map((verdict) => describeVerdict(verdict, palette, width)),
    );
  }
  return lines.join("\n");
}

/** The first few by name: a sweep over learning rates may lose hundreds. */
function describeDiverged(
  diverged: ExperimentReport["diverged"],
  { bad }: Palette,
): string[] {
  const named = diverged.slice(0, MOST_NAMED)
    .map(({ run, step }) => `${INDENT}${bad(`${run} ${describeDivergence(step)}`)}`);
  const others = diverged.length - named.length;
  return others === 0
    ? named
    : [...named, `${INDENT}${bad(`and ${formatCount(others, "other")}`)}`];
}

function describeScore(verdicts: readonly Verdict[]): string {
  const count = (kind: Verdict["verdict"]) =>
    verdicts.filter(({ verdict }) => verdict === kind).length;
  const [fails, undecided] = [count("fails"), count("undecided")];
  return `claims   ${count("holds")} of ${verdicts.length} ${
    verdicts.length === 1 ? "holds" : "hold"
  }` +
    (fails > 0 ? `, ${fails} ${fails === 1 ? "fails" : "fail"}: a finding, not an error` : "") +
    (undecided > 0 ? `, ${undecided} undecided` : "");
}

function describeVerdict(
  { verdict, name, expected, measured, source }: Verdict,
  { good, bad, unclear, quiet }: Palette,
  width: number,
): string {
  const mark = {
    holds: good("✓ holds"),
    fails: bad("✗ fails"),
    undecided: unclear("? open "),
  }[verdict];
  const cited = source === undefined ? "" : ` (${source})`;
  const evidence = `expected ${expected}${cited}; measured ${measured}`;
  return `${mark}  ${escapeText(name)}\n${quiet(wrapText(escapeText(evidence), width, INDENT))}`;
}
