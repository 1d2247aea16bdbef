/** The command line of a project as a user runs it, with the time and the processor time it took. */
import { dirname, join } from "node:path";

export interface Cost {
  readonly seconds: number;
  /** Processor time of the process and of all that it started. */
  readonly cpuSeconds: number;
}

/**
 * Runs `pipeline.ts` of a project; results go to `artifacts/` in `folder`. `onStart` is told the
 * process whose children do the work.
 *
 * @throws {Error} with what it said when it fails.
 */
export async function timeCommand(
  project: string,
  folder: string,
  args: readonly string[],
  onStart: (pid: number) => void = () => {},
): Promise<Cost> {
  const deno = [
    ...[Deno.execPath(), "run", "--quiet", "--no-prompt", "--cached-only"],
    ...["--node-modules-dir=manual", `--config=${join(project, "deno.json")}`],
    ...["-P=pipeline", `--allow-write=${folder}`, join(project, "pipeline.ts")],
  ];
  const began = performance.now();
  const process = new Deno.Command("sh", {
    args: ["-c", '"$@"; code=$?; times; exit $code', "sh", ...deno, ...args],
    cwd: folder,
    env: {
      NO_COLOR: "1",
      REGROK_ARTIFACTS: "artifacts",
      PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  onStart(process.pid);
  const { success, stdout, stderr } = await process.output();
  const seconds = (performance.now() - began) / 1000;
  const text = new TextDecoder().decode(stdout);
  if (!success) throw new Error(`${args.join(" ")}: ${text}${new TextDecoder().decode(stderr)}`);
  return { seconds, cpuSeconds: childrenTime(text) };
}

/** Calls with a new folder, which is removed afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "regrok-bench-" });
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The last line of `times` of a shell: user and system time of what it ran, `0m1.25s 0m0.40s`. */
function childrenTime(text: string): number {
  const last = text.trimEnd().split("\n").at(-1)!;
  const times = [...last.matchAll(/(\d+)m([\d.]+)s/g)];
  if (times.length !== 2) throw new Error(`The shell gave no times: ${last}`);
  return times.reduce((sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest), 0);
}
