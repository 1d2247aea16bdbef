/** The log of a run: every event as one JSON line, for people, scripts and the web page. */
import { dirname } from "node:path";
import type { Event } from "../schemas/events.ts";

export interface EventLog {
  /** Appends an event. A log that cannot be written never stops a run. */
  write(event: Event): void;
  close(): void;
}

/**
 * Opens `artifacts/logs/<name>.jsonl` for appending; each line is `{"time": ..., ...event}` with
 * the time that `clock` gives, in ISO 8601.
 */
export function openEventLog(path: string, clock: () => Date): EventLog {
  Deno.mkdirSync(dirname(path), { recursive: true });
  const file = Deno.openSync(path, { append: true, create: true });
  let writable = true;
  return {
    write(event) {
      if (!writable) return;
      const line = `${JSON.stringify({ time: clock().toISOString(), ...event })}\n`;
      try {
        writeWhole(file, new TextEncoder().encode(line));
      } catch {
        writable = false; // a full disk, most likely: the run itself reports it where it matters
      }
    },
    close: () => file.close(),
  };
}

function writeWhole(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}
