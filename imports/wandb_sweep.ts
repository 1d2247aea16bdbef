/**
 * Sweeps of Weights & Biases (`sweep.yaml`) over a program such as danielmamay/grokking, whose
 * setting stands where the sweep says nothing.
 */
import { type AxisValue, nearestName } from "../schemas/fields.ts";
import { findMeaning } from "../schemas/synonyms.ts";
import { defineRecipe, SourceError, yamlText, yamlValue } from "./recipe.ts";
import { isMapping, lineOfKey, readMapping, requireMapping } from "./scalars.ts";

/** Our paths of what the command lines of danielmamay, lakaschus and openai/grok call otherwise. */
const PATHS: Readonly<Record<string, string>> = {
  operation: "task.operation",
  math_operator: "task.operation",
  prime: "task.modulus",
  training_fraction: "split.trainFraction",
  num_layers: "model.layers",
  n_layers: "model.layers",
  dim_model: "model.width",
  d_model: "model.width",
  num_heads: "model.heads",
  n_heads: "model.heads",
  dropout: "model.dropout",
  batch_size: "training.batch.size",
  learning_rate: "optimizer.learningRate",
  weight_decay: "optimizer.weightDecay",
  optimizer: "optimizer.kind",
  num_steps: "training.steps",
  seed: "seeds",
};

/** Everything that can be swept, in the order in which it is written. */
const FIELDS = [
  "task.operation",
  "task.modulus",
  "split.trainFraction",
  "model.layers",
  "model.width",
  "model.heads",
  "model.dropout",
  "optimizer.kind",
  "optimizer.learningRate",
  "optimizer.weightDecay",
  "optimizer.beta1",
  "optimizer.beta2",
  "training.steps",
  "training.batch.size",
  "seeds",
];

/** The setting of danielmamay/grokking, cli.py and training.py. */
const DEFAULTS: Readonly<Record<string, AxisValue>> = {
  "task.operation": "x/y",
  "task.modulus": 97,
  "split.trainFraction": 0.5,
  "model.layers": 2,
  "model.width": 128,
  "model.heads": 4,
  "model.dropout": 0,
  "optimizer.kind": "adamw",
  "optimizer.learningRate": 1e-3,
  "optimizer.weightDecay": 1,
  "optimizer.beta1": 0.9,
  "optimizer.beta2": 0.98,
  "training.steps": 100_000,
  "training.batch.size": 512,
  seeds: 0,
};

/** Keys at the top of a sweep that are read, or say nothing about its runs. */
const READ = new Set([
  ...["parameters", "method", "name", "program", "metric"],
  ...["project", "entity", "command", "description"],
]);

/** A feed-forward layer is four times as wide as the stream, in all codes that have this model. */
const FEED_FORWARD = 4;

interface Parameter {
  readonly values: readonly AxisValue[];
  /** What a person has to know of how the values came about. */
  readonly note: string;
}

export const wandbSweep = defineRecipe({
  title: "W&B sweep",
  description: "a sweep.yaml of Weights & Biases, whose parameters become axes",
  recognises({ text }) {
    const data = text === null ? null : readMapping(text);
    return data !== null && isMapping(data.parameters) &&
      (typeof data.method === "string" || Object.values(data.parameters).some(isMapping));
  },
  write({ name, text }, { name: experiment, path }) {
    const data = requireMapping(name, text ?? "");
    if (!isMapping(data.parameters)) throw new SourceError(`${name} has no section parameters`);
    const { found, unknown } = readParameters(name, data.parameters, text ?? "");
    const others = Object.keys(data).filter((key) => !READ.has(key))
      .map((key) => `${key}: ${JSON.stringify(data[key])}`);
    const method = typeof data.method === "string" ? data.method : "grid";
    const runs = [...found.values()].reduce((product, { values }) => product * values.length, 1);
    const value = (field: string) => yamlValue(found.get(field)?.values[0] ?? DEFAULTS[field]!);
    const isSwept = (field: string) => (found.get(field)?.values.length ?? 1) > 1;
    const line = (indent: string, key: string, field: string) =>
      `${indent}${key}: ${value(field)}${isSwept(field) ? " # swept below" : ""}\n`;
    const widths = (found.get("model.width")?.values ?? [DEFAULTS["model.width"]!]).map(Number);
    const seeds = found.get("seeds")?.values ?? [DEFAULTS.seeds!];
    return `# The sweep ${path}: ${runs} ${runs === 1 ? "run" : "runs"}.${describeMethod(method)}
# What it leaves open is as in danielmamay/grokking; take another model or task where the sweep is
# over another program.
${[...others, ...unknown].map((each) => `# not used here: ${each}\n`).join("")}name: ${experiment}
title: ${yamlText(`Sweep ${typeof data.name === "string" ? data.name : experiment}`)}
source: ${yamlText(`W&B sweep ${name}`)}

task:
  kind: modular
${line("  ", "operation", "task.operation")}${line("  ", "modulus", "task.modulus")}\
  encoding: equation # x op y =
split:
${line("  ", "trainFraction", "split.trainFraction")}  rounding: truncate # int(fraction × rows)
model:
  kind: transformer
${line("  ", "layers", "model.layers")}${line("  ", "width", "model.width")}\
${line("  ", "heads", "model.heads")}  feedForwardWidth: ${FEED_FORWARD * widths[0]!}
${line("  ", "dropout", "model.dropout")}\
  positions: learned
  readout: last
  attentionInitialization: xavier
objective: { kind: crossEntropy }
optimizer:
${line("  ", "kind", "optimizer.kind")}\
${line("  ", "learningRate", "optimizer.learningRate")}\
${line("  ", "weightDecay", "optimizer.weightDecay")}\
${line("  ", "beta1", "optimizer.beta1")}${line("  ", "beta2", "optimizer.beta2")}\
schedule: { kind: linearWarmup, steps: 10, from: 0.1 }
training:
${line("  ", "steps", "training.steps")}\
  batch: { size: ${value("training.batch.size")}, atMostHalf: floor }
evaluation: { every: 100 }
checkpoints: { every: 10000 }
seeds: [${seeds.join(", ")}]
${writeSweep(found, widths)}`;
  },
});

function describeMethod(method: string): string {
  return method === "grid"
    ? ""
    : `\n# W&B's method is ${method}, which tries some of them; here every combination is run.`;
}

function readParameters(
  name: string,
  parameters: Readonly<Record<string, unknown>>,
  text: string,
): { found: ReadonlyMap<string, Parameter>; unknown: string[] } {
  const found = new Map<string, Parameter>();
  const unknown: string[] = [];
  for (const [key, spec] of Object.entries(parameters)) {
    if (isMapping(spec) && isMapping(spec.parameters)) {
      const inner = readParameters(name, spec.parameters, text);
      inner.found.forEach((parameter, field) => found.set(field, parameter));
      unknown.push(...inner.unknown);
      continue;
    }
    const field = PATHS[key] ?? findMeaning(key, FIELDS);
    if (field === undefined || !FIELDS.includes(field)) {
      const meant = nearestName(key, Object.keys(PATHS));
      if (meant !== undefined && !Object.hasOwn(parameters, meant)) {
        throw new SourceError(
          `${name}:${lineOfKey(text, key)}: ${key} is not a parameter; did you mean ${meant}?`,
        );
      }
      unknown.push(`${key}: ${JSON.stringify(spec)}`);
      continue;
    }
    if (found.has(field)) throw new SourceError(`${name}: two parameters are ${field}; keep one`);
    const { values, note } = valuesOf(`${name}: ${key}`, spec);
    found.set(field, { values: values.map((value) => ours(field, value)), note });
  }
  return { found, unknown };
}

/** Operations and optimizers as we write them: `x+y_mod`, `+` and `AdamW` are x+y and adamw. */
function ours(field: string, value: AxisValue): AxisValue {
  if (typeof value !== "string") return value;
  if (field === "optimizer.kind") return value.toLowerCase();
  if (field !== "task.operation") return value;
  const plain = value.replace(/_mod$/, "");
  return ["+", "-", "*", "/"].includes(plain) ? `x${plain}y` : plain;
}

/** The values of one parameter; of a range its two ends and the middle. */
function valuesOf(place: string, spec: unknown): Parameter {
  if (!isMapping(spec)) return { values: [axisValue(place, spec)], note: "" };
  if (Array.isArray(spec.values)) {
    if (spec.values.length === 0) throw new SourceError(`${place} has an empty list of values`);
    return { values: spec.values.map((value) => axisValue(place, value)), note: "" };
  }
  if ("value" in spec) return { values: [axisValue(place, spec.value)], note: "" };
  const { min, max, distribution = "uniform" } = spec;
  if (typeof min !== "number" || typeof max !== "number" || min > max) {
    throw new SourceError(`${place} has neither value, nor values, nor min and max`);
  }
  const kind = String(distribution);
  // W&B's log_uniform has exponents as its ends, log_uniform_values the values themselves.
  const ends = kind === "log_uniform" ? [Math.exp(min), Math.exp(max)] : [min, max];
  const [low, high] = ends as [number, number];
  const middle = kind.includes("log") && low > 0 ? Math.sqrt(low * high) : (low + high) / 2;
  const whole = Number.isInteger(min) && Number.isInteger(max) &&
    (kind.startsWith("int") || kind.startsWith("q_") || spec.distribution === undefined);
  const three = [low, middle, high]
    .map((value) => whole ? Math.round(value) : Number(value.toPrecision(6)));
  return { values: [...new Set(three)], note: ` # ${kind} from ${low} to ${high}` };
}

function axisValue(place: string, value: unknown): AxisValue {
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    // YAML 1.1, which W&B reads, has 1e-3 as a text, and its users mean the number.
    const number = typeof value === "string" && /^[+-]?\d+(\.\d*)?e[+-]?\d+$/i.test(value);
    return number ? Number(value) : value;
  }
  throw new SourceError(`${place} has a value that is no number and no text`);
}

function writeSweep(found: ReadonlyMap<string, Parameter>, widths: readonly number[]): string {
  const swept = FIELDS.filter((field) => field !== "seeds" && field !== "model.width")
    .flatMap((field) => {
      const parameter = found.get(field);
      if (parameter === undefined || parameter.values.length < 2) return [];
      const list = parameter.values.map(yamlValue).join(", ");
      return [`    ${field}: [${list}]${parameter.note}\n`];
    });
  const grid = swept.length === 0 ? "" : `  grid:\n${swept.join("")}`;
  const zip = widths.length < 2 ? "" : "  zip:\n" +
    `    - model.width: [${widths.join(", ")}]${found.get("model.width")!.note}\n` +
    `      model.feedForwardWidth: [${widths.map((each) => FEED_FORWARD * each).join(", ")}]\n`;
  return grid + zip === "" ? "" : `sweep:\n${grid}${zip}`;
}
