/** The command line as a user runs it: a process with the permissions of deno.json. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Event } from "../../schemas/events.ts";
import { contentHash } from "../../store/content_hash.ts";
import type { LinkRecord } from "../../store/record.ts";
import { Store } from "../../store/store.ts";
import { listTree } from "../store/fixtures/folder.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const tiny = join(root, "tests/fixtures/tiny.yaml");

/** The stages of the project, by the names of their folders of records. */
const STAGES = ["dataset", "program", "train", "export", "aggregate", "judge", "render"];

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Starts `pipeline.ts` of a project, which may write to `folder` alone; that is also where it
 * starts.
 */
export function startCli(
  folder: string,
  args: readonly string[],
  project = root,
  env: Readonly<Record<string, string>> = {},
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--cached-only", "--node-modules-dir=manual"],
      ...[`--config=${join(project, "deno.json")}`, "-P=pipeline", `--allow-write=${folder}`],
      join(project, "pipeline.ts"),
      ...args,
    ],
    env: {
      NO_COLOR: "1",
      PATH: pathWithDeno(),
      REGROK_ARTIFACTS: "artifacts",
      // Stores of a test are new: each would compile the same programs again.
      REGROK_ENGINE: Deno.env.get("REGROK_ENGINE") ?? "onnxruntime",
      ORT_DISABLE_TELEMETRY: "0", // the engine itself has to keep onnxruntime from reporting
      ...env,
    },
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** The permission to run `deno` is for the one on the PATH, so that has to be this one. */
function pathWithDeno(): string {
  const folder = join(Deno.execPath(), "..");
  return `${folder}:${Deno.env.get("PATH") ?? ""}`;
}

export async function readResult(process: Deno.ChildProcess): Promise<CliResult> {
  const { code, stdout, stderr } = await process.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

/** Runs `pipeline.ts` to its end in `folder`, whose store is the default, `artifacts`. */
export async function runCli(folder: string, ...args: string[]): Promise<CliResult> {
  return await readResult(startCli(folder, args));
}

interface RunJson {
  readonly status: string;
  readonly executed: readonly string[];
  readonly cutOff: readonly string[];
}

/** `run --json`, which has to succeed; its plan was asked for before and has to be what happens. */
export async function runAsPlanned(folder: string, ...args: string[]): Promise<RunJson> {
  const plan = await runCli(folder, "run", ...args, "--dry-run", "--json");
  assert.equal(plan.code, 0, plan.stderr);
  const due: { action: string; state: string }[] = JSON.parse(plan.stdout).due;
  const { code, stdout, stderr } = await runCli(folder, "run", ...args, "--json");
  assert.equal(code, 0, stdout + stderr);
  const result: RunJson = JSON.parse(stdout);
  assert.deepEqual(
    [...result.executed, ...result.cutOff].sort(),
    due.map(({ action }) => action).sort(),
  );
  const certain = due.filter(({ state }) => state === "stale").map(({ action }) => action);
  assert.deepEqual(certain.filter((id) => !result.executed.includes(id)), []);
  return result;
}

export function storeIn(folder: string): Store {
  return new Store(join(folder, "artifacts"));
}

/** Every record of a store. */
export async function recordsIn(folder: string): Promise<LinkRecord[]> {
  return (await Promise.all(STAGES.map((stage) => storeIn(folder).listRecords(stage)))).flat();
}

/** Content hashes of all that records name, by what they were made of: equal stores, equal text. */
export async function describeStore(folder: string): Promise<string[]> {
  return (await recordsIn(folder)).map(({ key, files }) => JSON.stringify([key, files])).sort();
}

/** Content hashes of the files that people see, by path. */
export function describeViews(folder: string): Record<string, string> {
  const views = ["figures", "runs"].map((name) => join(folder, "artifacts", name));
  return Object.fromEntries(
    views.flatMap((view) =>
      listTree(view).map((path) => [path, contentHash(Deno.readFileSync(join(view, path)))])
    ),
  );
}

/** The hash of one file of the last record of an action. */
export async function fileOf(
  folder: string,
  action: string,
  name: string,
): Promise<LinkRecord["files"][string]> {
  const found = (await recordsIn(folder)).filter((record) => record.action === action);
  const last = found.find((record) => !found.some((other) => follows(other, record))) ?? found[0];
  assert.ok(last?.files[name], `${action} has no ${name}`);
  return last.files[name];
}

function follows(later: LinkRecord, earlier: LinkRecord): boolean {
  return Object.entries(later.key.previous ?? {})
    .some(([name, hash]) => earlier.files[name]?.hash === hash);
}

/** Flips one bit in the middle of an object. */
export function damage(folder: string, { hash }: { hash: LinkRecord["files"][string]["hash"] }) {
  const path = storeIn(folder).objectPath(hash);
  const bytes = Deno.readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = bytes[middle]! ^ 1;
  Deno.chmodSync(path, 0o644);
  Deno.writeFileSync(path, bytes);
}

/** The events of all runs of an experiment in this store. */
export function readEvents(folder: string, experiment = "tiny"): Event[] {
  const text = Deno.readTextFileSync(join(folder, "artifacts/logs", `${experiment}.jsonl`));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/**
 * A file in `folder` with the tiny experiment, in which one text is replaced by another. The name
 * is given up by the original, as if that had been edited.
 */
export function editTiny(folder: string, from: string, to: string): string {
  const text = Deno.readTextFileSync(tiny);
  assert.ok(text.includes(from), `the experiment has no "${from}"`);
  const path = join(folder, "edited.yaml");
  Deno.writeTextFileSync(path, text.replace(from, to));
  const owner = join(folder, "artifacts/.regrok/names/tiny.json");
  if (existsSync(owner)) Deno.removeSync(owner);
  return path;
}

/** Gives a test its own folder, by default empty, otherwise a copy of another. */
export async function inFolder(
  test: (folder: string) => Promise<void>,
  original?: string,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "regrok-cli-" });
  try {
    if (original !== undefined) {
      const { success } = await new Deno.Command("cp", {
        args: ["-a", `${original}/.`, folder],
      }).output();
      assert.ok(success);
    }
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
