/** The memory of a command's workers, as Linux keeps count of it. */

/** The most that a process has held so far. */
export interface MemorySample {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly pid: number;
  readonly bytes: number;
}

/** Milliseconds between looks; the system keeps the peak between them. */
const EVERY = 100;

/** What the command line of a worker has in it. */
const WORKER = "commands/worker.ts";

/**
 * Looks at the workers among the children of a process until it is told to stop, which gives what was
 * seen: nothing on other systems than Linux.
 */
export function watchMemory(root: number): () => readonly MemorySample[] {
  const samples: MemorySample[] = [];
  if (Deno.build.os !== "linux") return () => samples;
  const timer = setInterval(() => samples.push(...lookAtWorkers(root)), EVERY);
  return () => {
    clearInterval(timer);
    return samples;
  };
}

/** The workers below a process as they are now. */
export function lookAtWorkers(root: number): MemorySample[] {
  return workersOf(root).flatMap((pid) => {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
    return peak === undefined ? [] : [{ time: Date.now(), pid, bytes: 1024 * Number(peak) }];
  });
}

/** The largest of those that were seen until then; null where there are none. */
export function peakUntil(samples: readonly MemorySample[], time = Infinity): number | null {
  const seen = samples.filter((sample) => sample.time <= time).map(({ bytes }) => bytes);
  return seen.length === 0 ? null : Math.max(...seen);
}

function workersOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const { name } of Deno.readDirSync("/proc")) {
    const parent = /^PPid:\s+(\d+)$/m.exec(/^\d+$/.test(name) ? read(`/proc/${name}/status`) : "");
    if (parent !== null) parents.set(Number(name), Number(parent[1]));
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === root || isBelow(parents.get(pid)));
  return [...parents.keys()]
    .filter((pid) => isBelow(pid) && read(`/proc/${pid}/cmdline`).includes(WORKER));
}

/** Empty for a process that has ended meanwhile. */
function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
