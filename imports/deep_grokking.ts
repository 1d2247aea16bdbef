/**
 * The configurations of the replication of Deep Grokking (arXiv:2405.19454): seven numbers and
 * `use_wandb`. What they leave open is as in the paper's code: width 400, squared error, AdamW with
 * learning rate 1e-3, batches of 200, the first n images of MNIST.
 */
import { nearestName } from "../schemas/fields.ts";
import { defineRecipe, SourceError } from "./recipe.ts";
import { lineOfKey, readMapping, requireMapping } from "./scalars.ts";

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
    const place = (key: string) => `${name}:${lineOfKey(text ?? "", key)}`;
    const free = [...known, ...Object.keys(ALIASES)].filter((key) =>
      !read.has(ALIASES[key] ?? key)
    );
    const meant = new Map(
      [...read.keys()].filter((key) => !known.has(key)).flatMap((key) => {
        const nearest = nearestName(key, free);
        return nearest === undefined ? [] : [[key, nearest]];
      }),
    );
    const misspelled = new Set([...meant.values()].map((key) => ALIASES[key] ?? key));
    const problems = [
      ...[...meant].map(([key, nearest]) =>
        `${place(key)}: ${key} is not a key; did you mean ${nearest}?`
      ),
      ...REQUIRED.filter((key) => !read.has(key) && !misspelled.has(key))
        .map((key) => `${name} has no ${key}`),
    ];
    if (problems.length > 0) throw new SourceError(problems.join("\n"));
    const number = (key: string): number => {
      const value = read.get(key) ?? DEFAULTS[key];
      if (typeof value === "number" && Number.isFinite(value)) return value;
      throw new SourceError(
        `${place(writtenAs(data, key))}: ${key} must be a number, found ${JSON.stringify(value)}`,
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

/** A key as a configuration has it, which may be what it is called besides. */
function writtenAs(data: Readonly<Record<string, unknown>>, key: string): string {
  return Object.keys(data).find((each) => each === key || ALIASES[each] === key) ?? key;
}

function optimizerOf(name: string, value: unknown): string {
  const kind = String(value ?? "adamw").toLowerCase();
  if (kind === "adamw" || kind === "adam") return kind;
  throw new SourceError(`${name}: optimizer must be adamw or adam, found ${JSON.stringify(value)}`);
}
