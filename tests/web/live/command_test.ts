import assert from "node:assert/strict";
import { type Choices, choicesOf } from "../../../live/choices.ts";
import { chosenRun } from "../../../live/chosen_run.ts";
import type { LiveExperiment } from "../../../live/experiment.ts";
import { loadExperiment } from "../../../schemas/yaml.ts";
import { commandOf } from "../../../web/live/command.ts";

const file = "configs/quickstart.yaml";
const text = Deno.readTextFileSync(file);
const { runs, experiment: { name, title } } = loadExperiment(text, file);
const { settings, seed, axes } = runs[0]!;
const offer: LiveExperiment = { name, title, source: null, file, settings, seed, axes };

/** What the command line makes of a command. */
function runsOfCommand(command: string) {
  assert.match(command, /^\.\/regrok run configs\/quickstart\.yaml /);
  const sets = [...command.matchAll(/--set '([^']+)'/g)].map(([, set]) => set!);
  return loadExperiment(text, file, sets);
}

Deno.test("the command trains the run that the page trains, and keeps it under another name", () => {
  const own = choicesOf(settings, seed);
  const others: Partial<Choices>[] = [
    {},
    { trainFraction: 0.37, modulus: 31, learningRate: 0.003, weightDecay: 0.2, seed: 5 },
    { optimizer: "muon", weightDecay: 0.4 },
    { optimizer: "sgd", weightDecay: null, learningRate: 10 },
  ];
  for (const changes of others) {
    const chosen = { ...own, ...changes };
    const page = chosenRun(settings, chosen);
    assert.ok("run" in page);
    const { runs, experiment } = runsOfCommand(commandOf(offer, chosen));
    assert.equal(experiment.name, "quickstart-live");
    assert.equal(runs.length, 1);
    assert.deepEqual(runs[0]!.settings, page.run.settings);
    assert.equal(runs[0]!.seed, page.run.seed);
  }
});

Deno.test("where variants are swept, the command is that of the experiment", () => {
  const varied = { ...offer, axes: { "variants.recipe": "adamw" } };
  assert.equal(commandOf(varied, choicesOf(settings, seed)), `./regrok run ${file}`);
});
