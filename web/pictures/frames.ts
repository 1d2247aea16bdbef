/** Frames of runs, each fetched once; those around the moment before they are asked for. */
import { paths, type RunData } from "../protocol.ts";
import { MOST_BESIDE } from "../state/drawn.ts";
import { place, readBytes } from "../state/files.ts";
import type { FrameSource } from "./panel.ts";

/** Frames that are kept of all runs together. */
const KEPT = 400;

/**
 * So many frames before and after the moment are fetched before they are asked for: as many as can be
 * kept of all runs beside each other, and few from a site, as each is a quarter of a megabyte.
 */
const AROUND = place === "dashboard" ? Math.floor(KEPT / MOST_BESIDE / 2) - 1 : 1;

/** Paths near the moment of each source, the source used last at the end. */
const around = new Map<FrameSource, readonly string[]>();
let isFetchingAround = false;

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
      const here = checkpoints.indexOf(step);
      const near = Array.from({ length: AROUND }, (_, at) => [here + at + 1, here - at - 1]);
      const steps = near.flat().flatMap((at) => checkpoints[at] ?? []);
      around.delete(source);
      around.set(source, steps.map(pathAt));
      return fetchOnce(pathAt(step)).finally(() => void fetchAround());
    },
    peek: (step) => there.get(pathAt(step)),
  };
  sources.set(key, source);
  return source;
}

/** Fetches what is near the moment, one after the other, until all is there or one cannot be had. */
async function fetchAround(): Promise<void> {
  if (isFetchingAround) return;
  isFetchingAround = true;
  try {
    for (;;) {
      const wanted = [...around.values()].slice(-MOST_BESIDE);
      const next = wanted.flat().find((path) => !fetched.has(path));
      if (next === undefined) return;
      await fetchOnce(next);
    }
  } catch {
    // Whoever looks at that moment is told why it is not there.
  } finally {
    isFetchingAround = false;
  }
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
