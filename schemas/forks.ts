/** Finds the checkpoint that a run starts from, in a run or a file, and says why it cannot. */
import { matricesOf } from "../measures/measure.ts";
import { buildModel } from "../models/mod.ts";
import { names } from "../training/manifest.ts";
import { decodeState, type TrainingState } from "../training/state.ts";
import { scheduledStepsWithLast } from "../training/step_schedule.ts";
import { buildUpdate, splitUpdate } from "../training/update_rule.ts";
import { didYouMean } from "./fields.ts";
import type { FieldProblem } from "./kinds.ts";
import { selectNames } from "./name_patterns.ts";
import type { Fork, Run, RunFork } from "./run_settings.ts";
import type { FileReader } from "./task_files.ts";
import type { LoadedExperiment } from "./yaml.ts";

/**
 * Loads another experiment by the name of its file, from this one's folder and without `.yaml`, at
 * its own size or that of a preset; throws an Error that says why it cannot.
 */
export type ExperimentLoader = (name: string, preset?: string) => LoadedExperiment;

/** A run before it is known what it starts from. */
type Unforked = Omit<Run, "fork">;

/** The checkpoint that the run's `startFrom` names; null for a run that starts by itself. */
export function findFork(
  run: Unforked,
  load: ExperimentLoader,
  read: FileReader,
): Fork | null | FieldProblem {
  const { startFrom } = run.settings;
  if (startFrom === undefined) return null;
  const { run: name, file } = startFrom;
  if (name !== undefined && file === undefined) return findRun(run, name, load);
  if (file !== undefined && name === undefined) return findFile(run, file, read);
  return name === undefined
    ? problem("run", "is missing: a run, or a file, has to be named to start from")
    : problem("file", "cannot be given beside run: name one of the two");
}

function findRun(run: Unforked, name: string, load: ExperimentLoader): Fork | FieldProblem {
  const { preset, step } = run.settings.startFrom!;
  const id = name.replaceAll("*", String(run.seed));
  const slash = id.lastIndexOf("/");
  const [file, wanted] = [id.slice(0, Math.max(slash, 0)), id.slice(slash + 1)];
  if (file === "" || wanted === "") {
    return problem("run", `must be an experiment's file, a slash and a run, found "${id}"`);
  }
  let origin: LoadedExperiment;
  try {
    origin = load(file, preset);
  } catch (error) {
    // Of several problems in the other file, the first will do.
    const reason = String(error instanceof Error ? error.message : error).split("\n")[0];
    return problem("run", `the experiment "${file}" cannot be read: ${reason}`);
  }
  const found = origin.runs.find((each) => each.id === wanted);
  if (found === undefined) {
    const ids = origin.runs.map((each) => each.id);
    const cure = didYouMean(wanted, ids, `there are for instance ${ids.slice(0, 3).join(", ")}`);
    return problem("run", `"${file}" has no run "${wanted}"; ${cure}`);
  }
  if (step === undefined) return problem("step", "is missing: which checkpoint of that run?");
  return checkRun(run, { experiment: origin.experiment.name, run: found, step });
}

/** A checkpoint in a file: its own tensors say whether the run can go on from it. */
function findFile(run: Unforked, path: string, read: FileReader): Fork | FieldProblem {
  const { preset, step: asked, optimizer } = run.settings.startFrom!;
  if (preset !== undefined) return problem("preset", "is that of a run, and here is a file");
  let [file, state]: [Uint8Array, TrainingState | null] = [new Uint8Array(), null];
  try {
    file = read(path);
    state = decodeState(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const cure = error instanceof SyntaxError ? "; convert makes a checkpoint of PyTorch's" : "";
    return problem("file", `cannot start from "${path}": ${reason}${cure}`);
  }
  const { step, tensors } = state;
  if (asked !== undefined && asked !== step) {
    return problem("step", `that file is of step ${step}; leave this out`);
  }
  if (run.settings.training.steps < step) {
    return {
      fields: ["training.steps", "startFrom.file"],
      message: `${run.settings.training.steps} steps are over before step ${step}, which that ` +
        "file is of; steps count from the start of its network",
    };
  }
  const shapes = Object.entries(tensors).map(([name, { shape }]) => ({ name, shape }));
  const own = ownParameters(run);
  const other = checkTensors(run, own, shapes, "file");
  if (other !== null) return other;
  const more = shapes.find(({ name: found }) =>
    !own.all.some(({ name }) => found === name || found.startsWith(`${name}.`))
  );
  if (more !== undefined) {
    return problem("file", `its network has ${more.name}, which there is not in the network here`);
  }
  const missing = optimizer === "keep"
    ? slotNames(run, own.kept).find((name) => !Object.hasOwn(tensors, name))
    : undefined;
  if (missing !== undefined) {
    return problem(
      "optimizer",
      `that file has no ${missing}, which ${run.settings.optimizer.kind} keeps, so the optimizer ` +
        "must begin anew; use startFrom.optimizer: fresh",
    );
  }
  return { file, step };
}

function checkRun(run: Unforked, fork: RunFork): Fork | FieldProblem {
  const { settings } = run;
  const { step } = fork;
  const { optimizer } = settings.startFrom!;
  const { checkpoints, training } = fork.run.settings;
  const saved = scheduledStepsWithLast(checkpoints, training.steps);
  if (!saved.includes(step)) {
    const nearest = saved.reduce((best, each) =>
      Math.abs(each - step) < Math.abs(best - step) ? each : best
    );
    return problem("step", `that run saves no checkpoint at ${step}; the nearest is ${nearest}`);
  }
  if (settings.training.steps <= step) {
    return {
      fields: ["training.steps", "startFrom.step"],
      message:
        `${settings.training.steps} steps are over at step ${step}, where this run starts; ` +
        "steps count from the start of the other run",
    };
  }
  const before = parametersOf(fork.run);
  const own = ownParameters(run);
  const other = checkTensors(run, own, before, "run");
  if (other !== null) return other;
  const kept = before.filter(({ name }) => own.kept.some((each) => each.name === name));
  if (optimizer === "keep" && slotsOf(fork.run, kept) !== slotsOf(run, own.kept)) {
    const [here, there] = [settings.optimizer.kind, fork.run.settings.optimizer.kind];
    const what = here === there
      ? "the rules for gradients and weights keep other numbers than those"
      : `${here} keeps other numbers than the ${there}`;
    return problem(
      "optimizer",
      `${what} of that run, so the optimizer must begin anew; use startFrom.optimizer: fresh`,
    );
  }
  return fork;
}

/** What of the checkpoint, as the run would use it, is not there or of another shape. */
function checkTensors(
  run: Unforked,
  { all, kept }: OwnParameters,
  before: readonly { readonly name: string; readonly shape: readonly number[] }[],
  field: "run" | "file",
): FieldProblem | null {
  const { fresh, truncate } = run.settings.startFrom!;
  const names = all.map(({ name }) => name);
  const idle = fresh.findIndex((pattern) => selectNames(names, [pattern]).length === 0);
  if (idle >= 0) {
    return problem(`fresh.${idle}`, `no parameter is called so; they are ${names.join(", ")}`);
  }
  const matrices = matricesOf(all);
  const without =
    truncate?.parameters.findIndex((pattern) => selectNames(matrices, [pattern]).length === 0) ??
      -1;
  if (without >= 0) {
    return problem(
      `truncate.parameters.${without}`,
      `no matrix is called so; they are ${matrices.join(", ")}`,
    );
  }
  const shapes = new Map(before.map(({ name, shape }) => [name, shape.join(" × ")]));
  const other = kept.find(({ name, shape }) => shapes.get(name) !== shape.join(" × "));
  if (other !== undefined) {
    const found = shapes.get(other.name);
    return problem(
      field,
      `its network has ${other.name} ${found === undefined ? "not at all" : `as ${found}`}, and ` +
        `here it is ${other.shape.join(" × ")}; use the same network and data, or let it begin ` +
        "anew with startFrom.fresh",
    );
  }
  return null;
}

type Parameters = ReturnType<typeof parametersOf>;

function parametersOf({ settings, data }: Unforked) {
  return buildModel(settings.model, data.data).parameters;
}

interface OwnParameters {
  readonly all: Parameters;
  /** Those that do not begin anew. */
  readonly kept: Parameters;
}

function ownParameters(run: Unforked): OwnParameters {
  const all = parametersOf(run);
  const begin = selectNames(all.map(({ name }) => name), run.settings.startFrom!.fresh);
  return { all, kept: all.filter(({ name }) => !begin.includes(name)) };
}

/** The slots that a run's optimizer keeps of these parameters, as a text to be compared. */
function slotsOf(run: Unforked, parameters: Parameters): string {
  const optimizer = buildUpdate(splitUpdate(run.settings).structure);
  return JSON.stringify(
    parameters.map((parameter) => [parameter.name, optimizer.slots(parameter)]),
  );
}

/** Names of what the run's optimizer keeps of these parameters. */
function slotNames(run: Unforked, parameters: Parameters): string[] {
  const optimizer = buildUpdate(splitUpdate(run.settings).structure);
  return parameters.flatMap((parameter) =>
    optimizer.slots(parameter).map(({ name }) => names.slot(parameter.name, name))
  );
}

function problem(field: string, message: string): FieldProblem {
  return { fields: [`startFrom.${field}`], message };
}
