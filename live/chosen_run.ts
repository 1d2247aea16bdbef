/** From an experiment and what was chosen of it to a run, or to what is wrong with the choice. */
import { findOptimizer, optimizerKinds, type OptimizerSettings } from "../optimizers/mod.ts";
import { checkSettings } from "../schemas/checks.ts";
import { type Run, RunSettings } from "../schemas/run_settings.ts";
import { choicePaths, type ChoiceProblem, type Choices } from "./choices.ts";

/**
 * The run of these settings with what was chosen in their place, or all that is wrong with it. An
 * optimizer of another kind has its own defaults, but for what was chosen.
 */
export function chosenRun(
  settings: RunSettings,
  choices: Choices,
): { readonly run: Run } | { readonly problems: readonly ChoiceProblem[] } {
  const { seed } = choices;
  if (!Number.isSafeInteger(seed) || seed < 0) {
    return { problems: [{ choice: "seed", message: "must be a whole number of 0 or more" }] };
  }
  const parsed = RunSettings.safeParse(withChoices(settings, choices));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      blame([path.join(".")], message)
    );
    return { problems };
  }
  const checked = checkSettings(parsed.data, {});
  if (checked.data === null || checked.problems.length > 0) {
    return { problems: checked.problems.map(({ fields, message }) => blame(fields, message)) };
  }
  const run = { id: "live", seed, axes: {}, settings: parsed.data, data: checked.data };
  return { run: { ...run, files: {}, fork: null } };
}

function withChoices(settings: RunSettings, choices: Choices): object {
  const { task, split, optimizer } = settings;
  const { trainFraction, weightDecay, learningRate, modulus } = choices;
  return {
    ...settings,
    task: modulus === null ? task : { ...task, modulus },
    split: trainFraction === null ? split : { ...split, trainFraction },
    optimizer: {
      ...choices.optimizer === optimizer.kind ? optimizer : { kind: choices.optimizer },
      learningRate,
      ...weightDecay !== null && hasDecay(choices.optimizer) ? { weightDecay } : {},
    },
  };
}

function hasDecay(optimizer: string): boolean {
  const known = Object.hasOwn(optimizerKinds, optimizer);
  const { fields } = findOptimizer((known ? optimizer : "sgd") as OptimizerSettings["kind"]);
  return Object.hasOwn(fields, "weightDecay");
}

function blame(fields: readonly string[], message: string): ChoiceProblem {
  const found = Object.entries(choicePaths).find(([, path]) => fields.includes(path));
  const choice = (found?.[0] ?? null) as keyof Choices | null;
  return { choice, message: choice === null ? `${fields[0]}: ${message}` : message };
}
