/** A file that comes over the network: a bar on a terminal, otherwise a line at its end. */
import cliProgress from "cli-progress";
import { tell } from "./output.ts";

export interface DownloadDisplay {
  /** How many bytes are there. */
  update(bytes: number): void;
  close(): void;
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

export function showDownload(
  { name, bytes: total }: { readonly name: string; readonly bytes: number },
): DownloadDisplay {
  let there = 0;
  if (!Deno.stderr.isTerminal()) {
    return {
      update: (bytes) => there = bytes,
      close: () => tell(`${name}: ${megabytes(there)} of ${megabytes(total)} MB`),
    };
  }
  const bar = new cliProgress.SingleBar({
    format: " {name}  {bar}  {note}",
    barsize: 24,
    hideCursor: true,
    gracefulExit: false, // Ctrl-C is for the command to handle, which keeps what has come
    stream: process.stderr,
  }, cliProgress.Presets.shades_classic);
  const note = (bytes: number) => ({ name, note: `${megabytes(bytes)}/${megabytes(total)} MB` });
  bar.start(total, 0, note(0));
  return { update: (bytes) => bar.update(bytes, note(bytes)), close: () => bar.stop() };
}
