/** Copying a text, and saying for a moment that it was. */
import { signal } from "@preact/signals";

/** What was just done, in words; empty for nothing. */
export const notice = signal("");

const SHOWN_MS = 2000;
let timer: number | undefined;

export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch {
    say("This browser does not let the page copy");
  }
}

function say(text: string): void {
  notice.value = text;
  clearTimeout(timer);
  timer = setTimeout(() => notice.value = "", SHOWN_MS) as unknown as number;
}
