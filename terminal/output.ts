/** The two streams of a program: what it answers, and what it says beside. */
import { escapeOutput } from "./escape.ts";

/** Raised when the answer cannot be written, for instance to a full disk. */
export class OutputError extends Error {}

/**
 * Writes the answer of a command to stdout.
 * @throws {OutputError}
 */
export function print(text: string): void {
  try {
    console.log(escapeOutput(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OutputError(`Cannot write the answer to stdout: ${reason}`, { cause: error });
  }
}

/** Writes to stderr. That nobody can read it, as when a terminal was closed, ends no work. */
export function tell(text: string): void {
  try {
    console.error(escapeOutput(text));
  } catch {
    return;
  }
}
