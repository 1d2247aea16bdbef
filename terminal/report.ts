/** What a person sees at the end of a run. */
import type { ExperimentReport } from "../commands/run.ts";
import type { RunResult } from "../dag/scheduler.ts";
import { formatTable } from "./format.ts";

const marks = { holds: "✓", fails: "✗", undecided: "?" } as const;

export function printReport(report: ExperimentReport, result: RunResult): void {
  const { executed, cutOff, failed } = result;
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  console.log(
    `${report.experiment}: ` +
      (executed.length === 0 && failed.length === 0
        ? "up to date, nothing to do"
        : `${count(executed.length, "action")} executed`) +
      (cutOff.length > 0 ? `, ${cutOff.length} spared because nothing they read changed` : ""),
  );
  for (const { action, message } of failed) console.log(`failed: ${action}: ${message}`);
  console.log(`\nruns     ${report.runs}`);
  report.figures.forEach((path, index) =>
    console.log(`${index === 0 ? "figures" : ""}`.padEnd(9) + path)
  );
  if (report.verdicts.length === 0) return;
  const rows = report.verdicts.map(({ name, verdict, expected, measured }) => [
    `${marks[verdict]} ${verdict}`,
    name,
    expected,
    measured,
  ]);
  console.log(`\n${formatTable([["", "claim", "expected", "measured"], ...rows])}`);
}
