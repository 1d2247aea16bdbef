/**
 * Every field of an experiment reaches the key of some action: a setting that nothing uses would
 * stand in params.json and change nothing. Generated from the schema, for every kind.
 */
import assert from "node:assert/strict";
import { ConfigError } from "../../schemas/diagnostics.ts";
import { type Path, valueAt } from "../../schemas/fields.ts";
import { experimentJsonSchema } from "../../schemas/json_schema.ts";
import type { Surroundings } from "../../schemas/surroundings.ts";
import { type LoadedExperiment, loadExperiment } from "../../schemas/yaml.ts";
import { experimentActions } from "../../stages/actions.ts";
import { encodeIdx } from "../../formats/idx.ts";
import { measurableOf } from "../../schemas/measurable.ts";
import { encodeState, noBatches } from "../../training/state.ts";
import { canonicalJson } from "../../store/canonical_json.ts";

/** Fields that no result depends on. */
const inert: Readonly<Record<string, string>> = {
  name: "names folders, and results are found by content",
  description: "words for who reads the file",
  source: "words for who reads the file; those of a claim are part of its verdict",
};

const axis = "split.trainFraction";
const otherAxis = "optimizer.weightDecay";
const thirdAxis = "optimizer.beta1";
const base = {
  name: "small",
  title: "A small experiment",
  task: { kind: "modular", operation: "x+y", modulus: 11, encoding: "operands" },
  model: { kind: "transformer", width: 8, heads: 2 },
  objective: { kind: "crossEntropy" },
  optimizer: { kind: "adamw" },
  training: { steps: 40 },
};
/** Figures and claims refer to swept fields, and a swept field is not changed beside its sweep. */
const swept = {
  ...base,
  sweep: { grid: { [axis]: [0.3, 0.4, 0.5, 0.6], [otherAxis]: [0.5, 1], [thirdAxis]: [0.8, 0.9] } },
  measures: [{ kind: "parameterNorms" }, { kind: "featureRank" }],
};

/** Where a task gives numbers, a network that takes them, and an objective where it asks for some. */
const fitting: Readonly<Record<string, object>> = {
  images: { model: { kind: "mlp" } },
  digits: { model: { kind: "mlp" } },
  sparseParity: { model: { kind: "mlp" } },
  teacherStudent: { model: { kind: "mlp" }, objective: { kind: "meanSquaredError" } },
};

/** What a kind needs beside what its schema requires. */
const companions: Readonly<Record<string, object>> = {
  accuracy: { atLeast: 0.5 },
  startFrom: { run: "other/seed-0", step: 1 },
  correlation: { atLeast: 0.5 },
  overLayers: { metrics: ["featureRank"] },
  trajectory: { against: { [axis]: 0.4 } },
  value: { atLeast: 0.5 },
  images: { validationImages: "4 images", validationLabels: "4 labels" },
  mixedSums: { operands: 4 },
  sparseParity: { bits: 8 },
  teacher: { modulus: 5, encoding: "ownEquals" },
  sequenceArithmetic: { outOfDomainValues: 13 },
};

const names = ["output.*", "embedding.*"];
const columns = ["validationAccuracy", "trainAccuracy"];

/** Texts for fields whose texts name something that has to be there. */
const texts: Readonly<Record<string, readonly string[]>> = {
  along: [axis, otherAxis],
  by: [axis, otherAxis],
  colour: [axis, otherAxis],
  early: columns,
  except: ["a", "bb"],
  file: ["a.safetensors", "another.safetensors"],
  font: ["a.ttf", "another.ttf"],
  fresh: names,
  frozen: names,
  images: ["12 images", "12 other images"],
  labels: ["12 labels", "12 other labels"],
  late: columns,
  learnFrom: ["train", "validation"],
  metric: columns,
  metrics: [...columns, "parameterNorms"],
  parameters: names,
  preset: ["fast", "slow"],
  run: ["other/seed-0", "other/seed-1"],
  set: ["train", "validation"],
  sets: ["train", "validation"],
  validationImages: ["4 images", "4 other images"],
  validationLabels: ["4 labels", "4 other labels"],
  tensor: ["readout", "embedding"],
  tensors: ["readout", "embedding"],
  x: [axis, otherAxis],
  y: [thirdAxis, otherAxis],
};

/** The experiment that `startFrom` names, and the files that a task does. */
const surroundings: Surroundings = {
  list: () => ["a/metrics.csv", "bb/metrics.csv"],
  /** `12 images` of two pixels, or so many labels, the log of a folder, or what begins as a font. */
  read(path) {
    if (path.endsWith(".csv")) {
      return new TextEncoder().encode(`step,gpu,val_accuracy\n${path.length},1,0.5\n`);
    }
    if (path.endsWith(".safetensors")) return checkpoint(path.length);
    if (path.endsWith(".ttf")) return new TextEncoder().encode(`true ${path}`);
    const rows = parseInt(path);
    const shape = path.endsWith("images") ? [rows, 1, 2] : [rows];
    const data = Uint8Array.from(
      { length: shape.reduce((a, b) => a * b) },
      (_, at) => at % (path.includes("other") ? 2 : 3),
    );
    return encodeIdx({ shape, data });
  },
  load: (_, preset) => {
    const presets = {
      fast: { description: "fast", optimizer: { learningRate: 0.1 } },
      slow: { description: "slow", optimizer: { learningRate: 0.01 } },
    };
    const other = { ...base, name: "other", checkpoints: { every: 1 }, seeds: [0, 1], presets };
    return loadExperiment(JSON.stringify(other), "other.yaml", [], undefined, preset);
  },
};

/** A checkpoint of the network of `base`, all of whose weights are one number. */
function checkpoint(weight: number): Uint8Array {
  const [run] = loadExperiment(JSON.stringify(base), "base.yaml", []).runs;
  const tensors = measurableOf(run!).parameters.map(({ name, shape }) => [
    name,
    { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(weight) },
  ]);
  const state = { step: 1, optimizerStart: 1, batchSums: noBatches, goalsMet: 0 };
  return encodeState({ ...state, tensors: Object.fromEntries(tensors) });
}

/** Values tried of each field, of those that are accepted. */
const ENOUGH = 2;

type Node = Readonly<Record<string, unknown>>;
interface Field {
  readonly path: Path;
  /** An experiment in which the field is, or may be. */
  readonly data: object;
  readonly candidates: readonly unknown[];
}

function* fieldsOf(node: Node, path: Path, data: object): Generator<Field> {
  const variants = variantsOf(node);
  if ("oneOf" in node || "anyOf" in node) {
    if (variants.length > 1) yield { path, data, candidates: candidatesFor(node, path) };
    for (const variant of variants) {
      if (!isObject(variant.properties)) continue;
      const kind = valueAt(variant, ["properties", "kind", "const"]);
      const isChosen = kind !== undefined && valueAt(data, [...path, "kind"]) === kind;
      const chosen = isChosen ? data : withValue(data, path, candidatesFor(variant, path)[0]);
      yield* fieldsOf(variant, path, chosen);
    }
  } else if (isObject(node.properties)) {
    for (const [key, child] of Object.entries(node.properties)) {
      const inner = [...path, key];
      const absent = isObject(child.properties) && valueAt(data, inner) === undefined;
      const filled = absent ? withValue(data, inner, candidatesFor(child, inner)[0]) : data;
      if (!("const" in child)) yield* fieldsOf(child, inner, filled);
    }
  } else if (isObject(node.items) && "oneOf" in node.items) {
    yield { path, data, candidates: candidatesFor(node, path) };
    yield* fieldsOf(node.items as Node, [...path, 0], withValue(data, path, []));
  } else yield { path, data, candidates: candidatesFor(node, path) };
}

const isObject = (value: unknown): value is Readonly<Record<string, Node>> =>
  typeof value === "object" && value !== null;

function variantsOf(node: Node): Node[] {
  return (node.oneOf ?? node.anyOf ?? [node]) as Node[];
}

/** Values that the schema takes; some of them may be refused beside the others. */
function candidatesFor(node: Node, path: Path): unknown[] {
  if ("const" in node) return [node.const];
  if (Array.isArray(node.enum)) return node.enum;
  if ("oneOf" in node || "anyOf" in node) {
    return variantsOf(node).flatMap((variant) => candidatesFor(variant, path));
  }
  switch (node.type) {
    case "boolean":
      return [true, false];
    case "integer":
      return [1, 2, 3, 5, 7, 13, 60, 0, 100]
        .filter((value) => value >= Number(node.minimum ?? 0));
    case "number":
      return [0.35, 0.55, 0.9, 2, 3, 0];
    case "string":
      return [...texts[lastKey(path)] ?? ["some-words", "other-words", "someWords", "otherWords"]];
    case "array": {
      const items = candidatesFor(node.items as Node, [...path, 0]);
      return [items.slice(0, 1), items.slice(0, 2), items.slice(2, 3)];
    }
  }
  if (lastKey(path) === "columns") return [{ gpu: "trainLoss" }, { gpu: "batchLoss" }];
  if (!isObject(node.properties)) {
    if (lastKey(path) === "variants") {
      return [1, 2].map((learningRate) => ({ recipe: { own: { optimizer: { learningRate } } } }));
    }
    return path.includes("sweep")
      ? [{ [axis]: [0.4, 0.6] }, { [otherAxis]: [0.5, 1] }]
      : [{ [axis]: 0.4 }, { [axis]: 0.5 }];
  }
  const required = new Set(node.required as string[] | undefined);
  const entries = Object.entries(node.properties).filter(([key]) => required.has(key))
    .map(([key, child]) => [key, candidatesFor(child, [...path, key])[0]]);
  const kind = lastKey(path) === "startFrom"
    ? "startFrom"
    : String(valueAt(node.properties, ["kind", "const"]));
  return [{ ...Object.fromEntries(entries), ...companions[kind] }];
}

function lastKey(path: Path): string {
  return String(path.findLast((key) => typeof key === "string"));
}

function withValue(data: object, path: Path, value: unknown): object {
  const copy = structuredClone(data);
  let parent: object = copy;
  for (const key of path.slice(0, -1)) {
    if (!isObject(Reflect.get(parent, key))) Reflect.set(parent, key, {});
    parent = Reflect.get(parent, key);
  }
  Reflect.set(parent, path.at(-1)!, value);
  return copy;
}

/** A file stands in the place of a run and a step, and has no numbers of an optimizer. */
function startIn(startFrom: unknown): object {
  if (!isObject(startFrom) || startFrom.file === undefined) return {};
  const { run: _, step: __, ...rest } = startFrom;
  return { startFrom: { ...rest, optimizer: "fresh" } };
}

function tryToLoad(data: object): LoadedExperiment | null {
  try {
    const fitted = {
      ...data,
      ...fitting[String(valueAt(data, ["task", "kind"]))],
      ...startIn(valueAt(data, ["startFrom"])),
    };
    return loadExperiment(JSON.stringify(fitted), "small.yaml", [], surroundings);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

/** What enters the keys of actions; the copy of all settings that is made for people aside. */
function keysOf(loaded: LoadedExperiment): string {
  return experimentActions(loaded, () => "onnxruntime/cpu").map(
    ({ stage, params, links, inputs }) => {
      const { settings: _, ...others } = Object(params);
      const contents = Object.values(inputs).flat().flatMap((source) =>
        "content" in source ? [source.content.hash] : []
      );
      return canonicalJson({ stage, params: others, links, contents });
    },
  ).sort().join();
}

const fields = ["", "figures", "claims"].flatMap((section) => {
  const { properties, ...schema } = experimentJsonSchema() as Node;
  const chosen = Object.entries(Object(properties)).filter(([key]) =>
    section === "" ? !["figures", "claims"].includes(key) : key === section
  );
  const data = section === "" ? base : swept;
  return [...fieldsOf({ ...schema, properties: Object.fromEntries(chosen) }, [], data)];
});

/** The path, with the kinds on it: optimizer[sgd].nesterov. */
function nameOf({ path, data }: Field): string {
  return path.map((key, index) => {
    const kind = index < path.length - 1 && valueAt(data, [...path.slice(0, index + 1), "kind"]);
    return `${key}${kind ? `[${kind}]` : ""}`;
  }).join(".");
}

for (const field of fields) {
  const name = nameOf(field);
  const why = inert[name];
  Deno.test(`${name} changes ${why === undefined ? "some action" : `nothing: it ${why}`}`, () => {
    const candidates = field.candidates.map((value) => withValue(field.data, field.path, value));
    const accepted = new Map<string, LoadedExperiment>();
    for (const data of [field.data, ...candidates]) {
      const loaded = tryToLoad(data);
      if (loaded !== null) accepted.set(JSON.stringify(loaded.experiment), loaded);
      if (accepted.size > ENOUGH) break;
    }
    assert.ok(accepted.size > 1, `of ${field.candidates.length} values not two are accepted`);
    const keys = new Set([...accepted.values()].map(keysOf));
    assert.equal(keys.size, why === undefined ? accepted.size : 1, [...accepted.keys()].join("\n"));
  });
}
