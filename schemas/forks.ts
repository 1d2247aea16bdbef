/** Finds the checkpoint that a run starts from, and says why a run cannot start there. */
import { matricesOf } from "../measures/measure.ts";
import { buildModel } from "../models/mod.ts";
import { scheduledStepsWithLast } from "../training/step_schedule.ts";
import { buildUpdate, splitUpdate } from "../training/update_rule.ts";
import type { FieldProblem } from "./kinds.ts";
import { selectNames } from "./name_patterns.ts";
import type { Fork, Run } from "./run_settings.ts";
import type { LoadedExperiment } from "./yaml.ts";

/**
 * Loads another experiment by the name of its file, from this one's folder and without `.yaml`, at
 * its own size or that of a preset; throws an Error that says why it cannot.
 */
export type ExperimentLoader = (name: string, preset?: string) => LoadedExperiment;

/** A run before it is known what it starts from. */
type Unforked = Omit<Run, "fork">;

/** The checkpoint that the run's `startFrom` names; null for a run that starts by itself. */
export function findFork(run: Unforked, load: ExperimentLoader): Fork | null | FieldProblem {
  const { startFrom } = run.settings;
  if (startFrom === undefined) return null;
  const id = startFrom.run.replaceAll("*", String(run.seed));
  const slash = id.lastIndexOf("/");
  const [file, name] = [id.slice(0, Math.max(slash, 0)), id.slice(slash + 1)];
  if (file === "" || name === "") {
    return problem("run", `must be an experiment's file, a slash and a run, found "${id}"`);
  }
  let origin: LoadedExperiment;
  try {
    origin = load(file, startFrom.preset);
  } catch (error) {
    // Of several problems in the other file, the first will do.
    const reason = String(error instanceof Error ? error.message : error).split("\n")[0];
    return problem("run", `the experiment "${file}" cannot be read: ${reason}`);
  }
  const found = origin.runs.find((each) => each.id === name);
  if (found === undefined) {
    const known = origin.runs.slice(0, 3).map((each) => each.id).join(", ");
    return problem("run", `"${file}" has no run "${name}"; there are for instance ${known}`);
  }
  return checkFork(run, { experiment: origin.experiment.name, run: found, step: startFrom.step });
}

function checkFork(run: Unforked, fork: Fork): Fork | FieldProblem {
  const { settings } = run;
  const { optimizer, fresh, step, truncate } = settings.startFrom!;
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
  const [before, after] = [parametersOf(fork.run), parametersOf(run)];
  const names = after.map(({ name }) => name);
  const begin = new Set(selectNames(names, fresh));
  const idle = fresh.findIndex((pattern) => selectNames(names, [pattern]).length === 0);
  if (idle >= 0) {
    return problem(`fresh.${idle}`, `no parameter is called so; they are ${names.join(", ")}`);
  }
  const matrices = matricesOf(after);
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
  const other = after.find(({ name, shape }) =>
    !begin.has(name) && shapes.get(name) !== shape.join(" × ")
  );
  if (other !== undefined) {
    const found = shapes.get(other.name);
    return problem(
      "run",
      `its network has ${other.name} ${found === undefined ? "not at all" : `as ${found}`}, and ` +
        `here it is ${other.shape.join(" × ")}; use the same network and data, or let it begin ` +
        "anew with startFrom.fresh",
    );
  }
  const kept = names.filter((name) => !begin.has(name));
  if (optimizer === "keep" && slotsOf(fork.run, kept) !== slotsOf(run, kept)) {
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

function parametersOf({ settings, data }: Unforked) {
  return buildModel(settings.model, data.data).parameters;
}

/** The slots that a run's optimizer keeps of these parameters, as a text to be compared. */
function slotsOf(run: Unforked, names: readonly string[]): string {
  const optimizer = buildUpdate(splitUpdate(run.settings).structure);
  const parameters = parametersOf(run).filter(({ name }) => names.includes(name));
  return JSON.stringify(
    parameters.map((parameter) => [parameter.name, optimizer.slots(parameter)]),
  );
}

function problem(field: string, message: string): FieldProblem {
  return { fields: [`startFrom.${field}`], message };
}
