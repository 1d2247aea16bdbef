/** `verify`: makes results again, in a folder of its own, and compares their bytes with the store's. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Action } from "../dag/action.ts";
import type { ActionPlan } from "../dag/plan.ts";
import { didYouMean } from "../schemas/fields.ts";
import type { Run } from "../schemas/run_settings.ts";
import type { LoadedExperiment } from "../schemas/yaml.ts";
import { actionIds } from "../stages/actions.ts";
import { DamagedObjectError, MissingObjectError } from "../store/errors.ts";
import { makeFolder, OWN_FOLDER } from "../store/folders.ts";
import type { FileReference, LinkRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { formatCount, formatDuration } from "../terminal/format.ts";
import { print, tell } from "../terminal/output.ts";
import { ofOneEngine, openWorkspace, type Workspace, type WorkspaceOptions } from "./artifacts.ts";
import { buildAndUse } from "./build.ts";
import { describeDifference } from "./differences.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { planExperiment } from "./results.ts";
import { stopCode } from "./stop.ts";
import { describeCompiler } from "./toolchain.ts";
import { loadExperiments, storeFiles, withDependencies } from "./workspace.ts";

export interface VerifyCommand extends WorkspaceOptions {
  /** Runs to train again, spread over the experiment. */
  readonly sample: number;
  readonly all: boolean;
  /** Leave what was made where it was made. */
  readonly keep: boolean;
  readonly jobs: number;
  readonly json: boolean;
  readonly set: readonly string[];
  readonly preset?: string | undefined;
}

interface Difference {
  readonly action: string;
  readonly stage: string;
  /** Index of the link. */
  readonly link: number;
  readonly file: string;
  readonly where: string;
}

interface Comparison {
  /** Files that were compared. */
  readonly files: number;
  readonly differences: readonly Difference[];
}

/** In the folder of a verification, until it comes to its end: what it is made with. */
const MAKER = "made-with";

export async function verifyCommand(
  config: string,
  names: readonly string[],
  options: VerifyCommand,
): Promise<number> {
  const began = performance.now();
  const [loaded] = await loadExperiments([config], options);
  const workspace = openWorkspace(options);
  const plans = [...await planExperiment(loaded!, workspace)];
  const actions = plans.map(([, { action }]) => action);
  const done = new Map(plans.filter(([, { state }]) => state === "fresh"));
  const lost = plans.flatMap(([, plan]) => lostBy(plan));
  const known = new Set([...done.keys(), ...lost.map(({ action }) => action)]);
  const { name } = loaded!.experiment;
  const trained = loaded!.runs.filter((run) => known.has(actionIds.train(name, run)));
  if (trained.length === 0 && names.length === 0) {
    const by = ofOneEngine(workspace);
    throw new UsageError(`No run of ${name} is trained${by}: there is nothing to compare with`);
  }
  const runs = chooseRuns(name, trained, names, options);
  const wanted = wantedActions(loaded!, runs, actions, done);
  const place = join(OWN_FOLDER, "verify", name);
  const folder = join(workspace.store.folder, place);
  await beginOrGoOn(workspace.store.folder, place);
  const again = openWorkspace({ ...options, artifacts: folder });
  await storeFiles(again.store, [loaded!]);
  const { result, used } = await buildAndUse(
    wanted,
    again,
    { ...options, name, keepGoing: true, frozen: false, verify: false },
    ({ records }) => compare(workspace, again, wanted, done, records),
  );
  if (result.status === "stopped") return stopCode();
  const files = lost.length + used.files;
  const differences = [...lost, ...used.differences];
  await Deno.remove(join(folder, MAKER));
  if (!options.keep) await Deno.remove(folder, { recursive: true });
  for (const { action, message } of result.failed) tell(`failed ${action}: ${message}`);
  const whole = runs.filter((run) => done.has(actionIds.train(name, run)));
  const of = `${whole.length} of ${formatCount(loaded!.runs.length, "run")}`;
  const time = formatDuration((performance.now() - began) / 1000);
  if (options.json) {
    const failed = result.failed.map(({ action }) => action);
    print(JSON.stringify({ runs: runs.map(({ id }) => id), files, differences, failed }));
  } else {
    const said = result.failed.length === 0
      ? `${of} trained again in ${time}`
      : `${formatCount(result.failed.length, "action")} failed after ${time}, and of the others`;
    const rest = trained.length - runs.length;
    const equal = differences.length === 0 ? "all as they were" : `${differences.length} different`;
    print([
      ...differences.map(({ action, link, file, where }) =>
        `✗ ${action} (link ${link + 1}), ${file}: ${where}`
      ),
      `${said}: ${formatCount(files, "file")} compared, ${equal}`,
      ...rest > 0 ? [`${formatCount(rest, "run")} not looked at: name them, or ask for --all`] : [],
      ...options.keep ? [folder] : [],
    ].join("\n"));
  }
  if (differences.length > 0 && (options.device ?? "cpu") !== "cpu") {
    tell("Last bits of a graphics processor depend on it, and on which runs trained together");
  }
  if (differences.length > 0) return exitCodes.different;
  return result.status === "done" ? exitCodes.done : exitCodes.failed;
}

/**
 * What was stopped goes on, unless its results are of another compiler: keys of native results do not
 * name it, so they would be taken for this one's.
 */
async function beginOrGoOn(root: string, place: string): Promise<void> {
  const folder = join(root, place);
  const path = join(folder, MAKER);
  const maker = describeCompiler();
  if (existsSync(path) && await Deno.readTextFile(path) === maker) return;
  if (existsSync(folder)) await Deno.remove(folder, { recursive: true });
  makeFolder(root, place);
  await Deno.writeTextFile(path, maker);
}

/**
 * The runs that are named, or some of those that are trained.
 *
 * @throws {UsageError} for a run that there is not, or is not trained.
 */
function chooseRuns(
  experiment: string,
  trained: readonly Run[],
  names: readonly string[],
  { sample, all }: VerifyCommand,
): readonly Run[] {
  for (const name of names) {
    if (trained.some(({ id }) => id === name)) continue;
    const cure = didYouMean(name, trained.map(({ id }) => id), "`status` lists them");
    throw new UsageError(`${experiment} has no trained run "${name}"; ${cure}`);
  }
  if (names.length > 0) return trained.filter(({ id }) => names.includes(id));
  if (all || sample >= trained.length) return trained;
  const between = trained.length / sample;
  return Array.from(
    { length: sample },
    (_, index) => trained[Math.floor((index + 0.5) * between)]!,
  );
}

/** What an action made and the store has no more, or has in another size. */
function lostBy({ action: { id, stage }, records, next }: ActionPlan): Difference[] {
  const file = next?.lostFile ?? null;
  return file === null ? [] : [{ action: id, stage, link: records.length, file, where: NOT_WHOLE }];
}

const NOT_WHOLE = "is not whole in the store any more: `run --verify` makes it again";

/** What is there of these runs and all that it is made from; of all runs, tables and figures too. */
function wantedActions(
  { experiment: { name, measures, figures }, runs: all }: LoadedExperiment,
  runs: readonly Run[],
  actions: readonly Action[],
  done: ReadonlyMap<string, ActionPlan>,
): Action[] {
  const ofRuns = runs.flatMap((run) => [
    actionIds.train(name, run),
    ...measures.map((measure) => actionIds.measure(name, run, measure)),
    actionIds.export(name, run),
  ]);
  const ofAll = runs.length < all.length ? [] : [
    actionIds.aggregate(name),
    actionIds.judge(name),
    ...figures.map((figure) => actionIds.render(name, figure)),
  ];
  return withDependencies(actions, ...[...ofRuns, ...ofAll].filter((id) => done.has(id)));
}

async function compare(
  { store }: Workspace,
  again: Workspace,
  actions: readonly Action[],
  done: ReadonlyMap<string, ActionPlan>,
  records: ReadonlyMap<string, readonly LinkRecord[]>,
): Promise<Comparison> {
  const differences: Difference[] = [];
  let files = 0;
  for (const { id: action, stage } of actions) {
    const [before, now] = [done.get(action)?.records, records.get(action)];
    if (before === undefined || now === undefined) continue;
    for (const [link, record] of before.entries()) {
      for (const [file, reference] of Object.entries(record.files)) {
        files++;
        const made = now[link]?.files[file];
        const kept = await readWhole(store, reference);
        if (kept !== null && made?.hash === reference.hash) continue;
        const where = kept === null
          ? NOT_WHOLE
          : made === undefined
          ? "is not made any more"
          : describeDifference(file, kept, await again.store.read(made)) ??
            "is as it was, but was remembered as something else";
        differences.push({ action, stage, link, file, where });
      }
    }
  }
  return { files, differences };
}

/** The bytes of a file of the store; null where they are gone, or are not those that were put there. */
async function readWhole(store: Store, file: FileReference): Promise<Uint8Array | null> {
  try {
    return await store.read(file);
  } catch (error) {
    if (error instanceof DamagedObjectError || error instanceof MissingObjectError) return null;
    throw error;
  }
}
