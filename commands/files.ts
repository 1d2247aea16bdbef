/** Files and folders that people name. */
import { storeError } from "../store/errors.ts";
import { print } from "../terminal/output.ts";
import { UsageError } from "./exit.ts";

/** False too for what is not there: reading it says what is wrong. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/**
 * Writes a file where none is.
 *
 * @throws {UsageError} for a file that is there, which stays; `cure` says what to do instead.
 * @throws {StoreError} when it cannot be written.
 */
export async function writeNew(
  file: string,
  content: string | Uint8Array,
  cure: string,
): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    await Deno.writeFile(file, bytes, { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw storeError("write", file, error);
    throw new UsageError(`"${file}" is there already: it stays as it is, so ${cure}`);
  }
}

/** Writes a text to a file, or prints it where none is named. */
export async function writeOrPrint(text: string, output: string | undefined): Promise<void> {
  if (output === undefined) return print(text.trimEnd());
  try {
    await Deno.writeTextFile(output, text);
  } catch (error) {
    throw storeError("write", output, error);
  }
}
