/** `doctor`: tries everything a run needs on this machine, and says what to do where one fails. */
import { statfs } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { computeFingerprint } from "../dag/fingerprint.ts";
import { type DeviceName, type EngineRow, engines } from "../engines/registry.ts";
import { compilerNames } from "../engines/native/toolchain.ts";
import { tryEngine } from "../engines/trial.ts";
import { stages } from "../stages/registry.ts";
import { StoreError, storeError } from "../store/errors.ts";
import { temporaryPath } from "../store/publish.ts";
import { formatGigabytes, formatTable } from "../terminal/format.ts";
import { print } from "../terminal/output.ts";
import { useTemporaryFolder } from "./artifacts.ts";
import { missingForCuda } from "./cuda.ts";
import { tryNative } from "./engine_trial.ts";
import { exitCodes } from "./exit.ts";
import { projectFolder } from "./project.ts";
import { compilerHere, compilerProblem } from "./toolchain.ts";

interface Check {
  readonly name: string;
  /** What to do when it fails. */
  readonly cure: string;
  /** Says what was found; throws when something is wrong. */
  run(): string | Promise<string>;
}

export interface DoctorCommand {
  readonly artifacts: string;
  readonly device: DeviceName;
  readonly json: boolean;
}

export async function doctorCommand(
  { artifacts, device, json }: DoctorCommand,
): Promise<number> {
  const results = [];
  for (const { name, cure, run } of checks(artifacts, device)) {
    try {
      results.push({ name, ok: true, found: await run() });
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      const own = cure === "" || error instanceof StoreError; // which says its cure itself
      results.push({ name, ok: false, found, ...own ? {} : { cure } });
    }
  }
  if (json) print(JSON.stringify(results));
  else {
    print(formatTable(results.map(({ name, ok, found, cure }) => [
      ok ? "✓" : "✗",
      name,
      cure === undefined ? found : `${found}; ${cure}`,
    ])));
  }
  return results.every(({ ok }) => ok) ? exitCodes.done : exitCodes.failed;
}

/** Below these, a first run is likely to end in the middle. */
const MINIMUM_MEMORY = 1e9;
const MINIMUM_DISK = 1e9;

/** Engines of one device alone: the libraries of others complain on stderr of what is not there. */
function checks(artifacts: string, device: DeviceName): Check[] {
  const script = "start Regrok as ./regrok, which sees to it";
  const reinstall = "run `deno install` in the project's folder";
  const elsewhere = "choose another folder with --artifacts, or free some space";
  return [
    { name: "deno", cure: script, run: tryDeno },
    { name: "permissions", cure: script, run: () => tryPermissions(artifacts) },
    { name: "workers", cure: script, run: tryWorkers },
    { name: "processor", cure: "", run: () => `${navigator.hardwareConcurrency} cores` },
    { name: "memory", cure: "close other programs, or use fewer --jobs", run: tryMemory },
    { name: "C compiler", cure: "", run: () => tryCompiler(artifacts) },
    ...device === "cuda" ? [{ name: "CUDA", cure: "", run: tryCuda }] : [],
    ...Object.entries(engines)
      .filter(([name]) => name.endsWith(`/${device}`) && !name.startsWith("native/"))
      .map(([name, engine]) => ({
        name,
        cure: device === "cpu" ? reinstall : "", // an engine says what its device needs
        run: () => tryRow(engine),
      })),
    { name: "DuckDB", cure: reinstall, run: () => tryTable(artifacts) },
    { name: "canvas", cure: reinstall, run: tryFigure },
    { name: "esbuild", cure: reinstall, run: tryFingerprint },
    { name: "store", cure: elsewhere, run: () => tryFolder(artifacts) },
    { name: "disk", cure: elsewhere, run: () => tryDisk(artifacts) },
  ];
}

async function tryDeno(): Promise<string> {
  const found = `${Deno.version.deno} for ${Deno.build.target}`;
  const script = await Deno.readTextFile(join(projectFolder, "regrok"));
  const wanted = /^version=(.+)$/m.exec(script)?.[1];
  if (Deno.version.deno !== wanted) throw new Error(`${found}, tested is ${wanted} alone`);
  return found;
}

/** What the program may do, as far as it must not or has to. */
function tryPermissions(artifacts: string): string {
  const may = (descriptor: Deno.PermissionDescriptor) =>
    Deno.permissions.querySync(descriptor).state === "granted";
  if (!may({ name: "write", path: resolve(artifacts) })) {
    throw new Error(`Deno does not let it write to "${artifacts}"`);
  }
  const beyond = ["pipeline.ts", "node_modules", ".git"].filter((name) =>
    may({ name: "write", path: join(projectFolder, name) })
  );
  if (beyond.length > 0) throw new Error(`it may write to its own ${beyond.join(", ")}`);
  if (may({ name: "net" })) throw new Error("it may use the network");
  return `writes to ${artifacts}, not to its own code; no network`;
}

/** Workers are processes of Deno, found on the PATH. */
async function tryWorkers(): Promise<string> {
  const { success } = await new Deno.Command("deno", { args: ["--version"] }).output();
  if (!success) throw new Error("`deno --version` fails");
  return "can be started";
}

/** Nothing is wrong without one, but then another engine trains. */
async function tryCompiler(artifacts: string): Promise<string> {
  const compiler = compilerHere();
  const instead = "so that --engine auto takes onnxruntime";
  const misnamed = compilerProblem();
  if (misnamed !== null) throw new Error(`${misnamed}; --engine auto takes onnxruntime till then`);
  if (compiler === null) {
    return `none (${compilerNames.join(", ")}, or CC), ${instead}; gcc or clang would train faster`;
  }
  useTemporaryFolder(artifacts); // which makes the folder
  const problem = await tryNative(artifacts);
  if (problem !== null) throw new Error(`${compiler} does not work, ${instead}. ${problem}`);
  return `${compiler}: native/cpu works out 2 × 21, and --engine auto takes it`;
}

function tryMemory(): string {
  const { available, total } = Deno.systemMemoryInfo();
  const found = `${formatGigabytes(available)} of ${formatGigabytes(total)} available`;
  if (available < MINIMUM_MEMORY) throw new Error(`only ${found}`);
  return found;
}

/** Before the engine, which stops at the first thing that is missing. */
function tryCuda(): string {
  const missing = missingForCuda();
  if (missing.length > 0) throw new Error(missing.join("; "));
  return "a driver, onnxruntime's CUDA libraries, CUDA 12 and cuDNN 9";
}

async function tryRow({ identity, load }: EngineRow): Promise<string> {
  await tryEngine(await load());
  return `${identity} works out 2 × 21`;
}

async function tryTable(artifacts: string): Promise<string> {
  useTemporaryFolder(artifacts);
  const { readTable, writeTable } = await import("../tables/parquet.ts");
  const point = { step: 0, trainLoss: 1, validationLoss: null };
  const written = await writeTable([{ run: "a", seed: 0, axes: {}, budget: 1, points: [point] }]);
  const [curve] = await readTable(written);
  if (curve?.points.length !== 1) throw new Error("a table of one row came back without it");
  return "wrote and read a Parquet table";
}

async function tryFigure(): Promise<string> {
  const { fontFamilies } = await import("../figures/renderer.ts");
  return `draws with the fonts ${fontFamilies().join(", ")}`;
}

function tryFingerprint(): string {
  const { code } = computeFingerprint(fileURLToPath(stages.train!.entry));
  return `the code of training is ${code.slice(0, 12)}`;
}

async function tryFolder(folder: string): Promise<string> {
  try {
    const file = temporaryPath(folder);
    await Deno.writeTextFile(file, "doctor\n", { createNew: true });
    await Deno.remove(file);
  } catch (error) {
    throw storeError("write", folder, error);
  }
  return `${resolve(folder)} can be written`;
}

async function tryDisk(folder: string): Promise<string> {
  const { bavail, blocks, bsize } = await statfs(folder);
  const found = `${formatGigabytes(bavail * bsize)} of ${formatGigabytes(blocks * bsize)} free`;
  if (bavail * bsize < MINIMUM_DISK) throw new Error(`only ${found}`);
  return found;
}
