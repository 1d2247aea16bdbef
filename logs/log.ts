/** What a kind of log is: the files of other programs in which runs can be read as ours are. */
import type { HistoryRow } from "../schemas/artifacts.ts";
import type { AxisValue } from "../schemas/fields.ts";
import type { Fields, Kind, SettingsOf } from "../schemas/kinds.ts";

/** Files of one run by their names, without folders. */
export type LogFiles = Readonly<Record<string, Uint8Array>>;

/** What a log says about its run, as far as it does. */
export interface LogFacts {
  /** Settings by our paths, such as split.trainFraction. */
  readonly settings: Readonly<Record<string, AxisValue>>;
  /** The seed, where the log has one. */
  readonly seed: number | null;
}

/** A log that is not what it should be: which file of it, and where. */
export class LogError extends Error {
  override readonly name = "LogError";

  constructor(readonly file: string, readonly line: number | null, message: string) {
    super(message);
  }

  /** What is wrong, with the place; `folder` is that of the log, with a slash at its end, or "". */
  in(folder: string): string {
    return `${folder}${this.file}${this.line === null ? "" : `:${this.line}`} ${this.message}`;
  }
}

/** Where a log is: its folder, with a slash at its end, or "", and which of its files are there. */
export interface LogPlace {
  readonly folder: string;
  readonly names: readonly string[];
}

/** The folder of a log as people name it: without its slash, or . for the one that is looked in. */
export function folderName({ folder }: Pick<LogPlace, "folder">): string {
  return folder.replace(/\/$/, "") || ".";
}

/** The logs of a kind among the files of a folder and below. */
export function findLogs(
  { marker, others }: { readonly marker: string; readonly others: readonly string[] },
  paths: readonly string[],
): LogPlace[] {
  const known = new Set(paths);
  return paths.filter((path) => path === marker || path.endsWith(`/${marker}`)).map((path) => {
    const folder = path.slice(0, -marker.length);
    return { folder, names: [marker, ...others].filter((name) => known.has(folder + name)) };
  });
}

/** Methods, so that a list of kinds with different settings has a type. */
export interface LogKind<F extends Fields = Fields> extends Kind<F> {
  /** A folder is a run where it has a file of this name. */
  readonly marker: string;
  /** Other files that are read where they are. */
  readonly others: readonly string[];
  /**
   * What was logged, in the order of the steps, with our columns and in our units.
   *
   * @throws {LogError} for a file that is not what it should be.
   */
  history(settings: SettingsOf<F>, files: LogFiles): HistoryRow[];
  /**
   * What is known of the run from the files and from `path`, the names of its folder and of those
   * above.
   *
   * @throws {LogError} for a file that is not what it should be.
   */
  facts(settings: SettingsOf<F>, files: LogFiles, path: readonly string[]): LogFacts;
}

export function defineLog<const F extends Fields>(kind: LogKind<F>): LogKind<F> {
  return kind;
}
