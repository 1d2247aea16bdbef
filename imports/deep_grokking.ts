/**
 * The configurations of the replication of Deep Grokking (arXiv:2405.19454): seven numbers and
 * `use_wandb`. What they leave open is as in the paper's code: width 400, squared error, AdamW with
 * learning rate 1e-3, batches of 200, the first n images of MNIST.
 */
import { nearestName } from "../schemas/fields.ts";
import { defineRecipe, SourceError } from "./recipe.ts";
import { readMapping, requireMapping } from "./scalars.ts";

/** Keys that every configuration has. */
const REQUIRED = [
  "depth",
  "n_train",
  "weight_decay",
  "alpha",
  "max_steps",
  "log_interval",
  "probe_interval",
] as const;

/** Numbers that some configurations have, and what they are without. */
const DEFAULTS: Readonly<Record<string, number>> = {
  width: 400,
  batch_size: 200,
  lr: 1e-3,
  seed: 0,
};

const ALIASES: Readonly<Record<string, string>> = { learning_rate: "lr", hidden_dim: "width" };

export const deepGrokking = defineRecipe({
  title: "Deep Grokking configuration",
  description: "the YAML of the Deep Grokking replication: depth, n_train, alpha and so on",
  recognises({ text }) {
    const data = text === null ? null : readMapping(text);
    // Most of them: who has misspelled one is told which.
    return data !== null &&
      REQUIRED.filter((key) => Object.hasOwn(data, key)).length > REQUIRED.length / 2;
  },
  write({ name, text }, { name: experiment, path, data: folder }) {
    const data = requireMapping(name, text ?? "");
    const read = new Map(Object.entries(data).map(([key, value]) => [ALIASES[key] ?? key, value]));
    const known = new Set([...REQUIRED, ...Object.keys(DEFAULTS), "use_wandb", "optimizer"]);
    const problems = REQUIRED.filter((key) => !read.has(key)).map((key) => {
      const meant = nearestName(key, [...read.keys()].filter((other) => !known.has(other)));
      return meant === undefined
        ? `${name} has no ${key}`
        : `${name}:${lineOf(text ?? "", meant)}: ${meant} is not a key; did you mean ${key}?`;
    });
    if (problems.length > 0) throw new SourceError(problems.join("\n"));
    const number = (key: string): number => {
      const value = read.get(key) ?? DEFAULTS[key];
      if (typeof value === "number" && Number.isFinite(value)) return value;
      throw new SourceError(
        `${name}:${lineOf(text ?? "", key)}: ${key} must be a number, found ` +
          JSON.stringify(value),
      );
    };
    const unused = [...read].filter(([key]) => !known.has(key))
      .map(([key, value]) => `# not used here: ${key}: ${JSON.stringify(value)}\n`).join("");
    const depth = number("depth");
    const rows = number("n_train");
    const wandb = read.get("use_wandb") === true
      ? "# use_wandb: `./regrok export … --format wandb` writes what a script sends to W&B.\n"
      : "";
    return `# The configuration ${path}, with what it leaves open as in the paper's code.
${wandb}${unused}name: ${experiment}
title: Deep grokking, ${depth} hidden layers, ${rows} images, weight decay ${number("weight_decay")}
source: replication of Deep Grokking (arXiv:2405.19454), ${name}

# The files of MNIST come by \`./regrok download mnist\`.
task:
  kind: images
  images: ${folder}/mnist/train-images-idx3-ubyte.gz
  labels: ${folder}/mnist/train-labels-idx1-ubyte.gz
  validationImages: ${folder}/mnist/t10k-images-idx3-ubyte.gz
  validationLabels: ${folder}/mnist/t10k-labels-idx1-ubyte.gz
split: { trainRows: ${rows}, shuffle: none } # n_train: the first images of the file
model:
  kind: mlp
  hiddenLayers: ${depth} # depth
  hiddenWidths: [${number("width")}]
  dropout: 0
  initialScale: ${number("alpha")} # alpha
objective: { kind: meanSquaredError }
optimizer:
  kind: ${optimizerOf(name, read.get("optimizer"))}
  learningRate: ${number("lr")}
  beta1: 0.9
  beta2: 0.999 # torch's default
  weightDecay: ${number("weight_decay")}
training: { steps: ${number("max_steps")}, batch: { size: ${number("batch_size")} } }
evaluation: { every: ${number("log_interval")} } # log_interval
checkpoints: { every: ${number("probe_interval")} } # probe_interval
measures:
  - kind: featureRank # of each layer, at every checkpoint
  - kind: linearProbe
  - kind: parameterNorms
seeds: [${number("seed")}]
`;
  },
});

/** The line of a text that begins with a key, or with what it is called besides. */
function lineOf(text: string, key: string): number {
  const names = [key, ...Object.keys(ALIASES).filter((alias) => ALIASES[alias] === key)];
  const lines = text.split("\n");
  return lines.findIndex((line) => names.some((name) => line.trimStart().startsWith(`${name}:`))) +
    1;
}

function optimizerOf(name: string, value: unknown): string {
  const kind = String(value ?? "adamw").toLowerCase();
  if (kind === "adamw" || kind === "adam") return kind;
  throw new SourceError(`${name}: optimizer must be adamw or adam, found ${JSON.stringify(value)}`);
}
