/** All kinds of logs of other programs that are read. */
import type { HistoryRow } from "../schemas/artifacts.ts";
import { lightning } from "./lightning.ts";
import type { LogFiles, LogKind } from "./log.ts";

export const logKinds = { lightning };

export type LogName = keyof typeof logKinds;

/** The kind of a log with the settings that its history depends on. */
export interface Reading {
  readonly kind: LogName;
  /** Checked when the experiment was read. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export function findLog(kind: LogName): LogKind {
  return logKinds[kind] as unknown as LogKind;
}

/**
 * The history of a run of another program.
 *
 * @throws {LogError} for a log that is not what it should be.
 */
export function readHistory({ kind, settings }: Reading, files: LogFiles): HistoryRow[] {
  return findLog(kind).history(settings, files);
}
