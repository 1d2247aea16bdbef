/** How far a list of equal pieces of work is: a bar on a terminal, otherwise a line now and then. */
import cliProgress from "cli-progress";
import { describeTimeLeft } from "./events.ts";
import { tell } from "./output.ts";

export interface Counter {
  /** How many are done. */
  update(done: number): void;
  /** Writes a line that stays. */
  say(line: string): void;
  close(): void;
}

/** Between two lines where there is no terminal. */
const INTERVAL_MS = 10_000;

/** Before this share is done, a guess at the rest is worth nothing. */
const MINIMUM_FRACTION = 0.02;

/** Counts up to `total` of what `name` says in the plural; a quiet one only says what it is told to. */
export function showCounter(
  { name, total, quiet }: {
    readonly name: string;
    readonly total: number;
    readonly quiet: boolean;
  },
): Counter {
  if (quiet || total === 0) return { update: () => {}, say: tell, close: () => {} };
  const began = performance.now();
  const note = (done: number) => {
    const known = done >= MINIMUM_FRACTION * total && done < total;
    const seconds = (performance.now() - began) / 1000;
    const left = describeTimeLeft(known ? seconds / done * (total - done) : null);
    return [`${done}/${total} ${name}`, left].filter(Boolean).join("  ");
  };
  if (!Deno.stderr.isTerminal() || Deno.env.get("TERM") === "dumb") {
    let shown = began;
    return {
      update(done) {
        const now = performance.now();
        if (now - shown < INTERVAL_MS && done < total) return;
        tell(note(done));
        shown = now;
      },
      say: tell,
      close: () => {},
    };
  }
  const bars = new cliProgress.MultiBar({
    format: " {bar}  {note}",
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false, // Ctrl-C is for the command to handle, which keeps what is done
    stream: process.stderr,
  }, cliProgress.Presets.shades_classic);
  const bar = bars.create(total, 0, { note: note(0) });
  return {
    update: (done) => bar.update(done, { note: note(done) }),
    say: (line) => void bars.log(`${line}\n`),
    close: () => bars.stop(),
  };
}
