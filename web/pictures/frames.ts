/** Frames of runs, each fetched once; the next ones are fetched before they are asked for. */
import { paths, type RunData } from "../protocol.ts";
import { readBytes } from "../state/files.ts";
import type { FrameSource } from "./panel.ts";

/** Frames that are kept of all runs together. */
const KEPT = 400;

const fetched = new Map<string, Promise<ArrayBuffer>>();
const there = new Map<string, ArrayBuffer>();
const sources = new Map<string, FrameSource>();

export function framesOf(experiment: string, { id, checkpoints }: RunData): FrameSource {
  const key = JSON.stringify([experiment, id, checkpoints]);
  const known = sources.get(key);
  if (known !== undefined) return known;
  const pathAt = (step: number) => paths.frame(experiment, id, step);
  const source: FrameSource = {
    steps: checkpoints,
    get(step) {
      const place = checkpoints.indexOf(step);
      const next = checkpoints[place + 1];
      return fetchOnce(pathAt(step)).finally(() => {
        if (next !== undefined) fetchOnce(pathAt(next)).catch(() => {});
      });
    },
    peek: (step) => there.get(pathAt(step)),
  };
  sources.set(key, source);
  return source;
}

function fetchOnce(path: string): Promise<ArrayBuffer> {
  const known = fetched.get(path);
  if (known !== undefined) return known;
  const asked = readBytes(path).then((bytes) => {
    there.set(path, bytes);
    if (there.size > KEPT) {
      const oldest = there.keys().next().value!;
      there.delete(oldest);
      fetched.delete(oldest);
    }
    return bytes;
  });
  fetched.set(path, asked);
  asked.catch(() => fetched.delete(path)); // it may be there the next time
  return asked;
}
