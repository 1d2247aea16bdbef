/** `convert`: a checkpoint to and from the names and layouts of another code's PyTorch weights. */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { decodeTensors, encodeTensors, type TensorFile } from "../formats/safetensors.ts";
import { readFacts } from "../logs/lightning_facts.ts";
import { parseJson } from "../store/record.ts";
import { print } from "../terminal/output.ts";
import { encodeState, noBatches } from "../training/state.ts";
import { type Tensor, toOurs, toTheirs } from "../state_dicts/convert.ts";
import { recognise, type Recognised, recogniseOurs, stateDicts } from "../state_dicts/mod.ts";
import { settingsIn } from "../state_dicts/network.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { writeNew } from "./files.ts";
import { readPlainFile } from "./read_config.ts";

export interface ConvertCommand {
  readonly output: string;
  /** Of a transformer of ours, whose checkpoint does not say how many it has. */
  readonly heads?: number | undefined;
  /** Updates that a network of theirs has behind it, where its file does not say. */
  readonly step?: number | undefined;
}

/** Larger files do not fit in memory beside what is made of them. */
const MAXIMUM_BYTES = 2 ** 31;

export async function convertCommand(path: string, options: ConvertCommand): Promise<number> {
  const { output, heads, step } = options;
  const { metadata, tensors } = readTensors(path);
  const isOurs = metadata.optimizerStart !== undefined;
  if (isOurs && step !== undefined) {
    throw new UsageError(
      `"${path}" is a checkpoint of ours, which says its step: leave out --step`,
    );
  }
  if (!isOurs && heads !== undefined) {
    throw new UsageError(`--heads is for a checkpoint of ours, and "${path}" is none`);
  }
  const converted = isOurs
    ? fromOurs(floats(tensors, path), metadata.step!, networkOf(path, heads), path)
    : fromTheirs(tensors, stepOf(metadata.step, step, path), { path, output });
  await writeNew(output, converted.bytes, "name another with -o");
  print(`${output}\n${converted.said}`);
  return exitCodes.done;
}

function readTensors(path: string): TensorFile {
  try {
    return decodeTensors(readPlainFile(path, MAXIMUM_BYTES));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const cure = !(error instanceof SyntaxError)
      ? ""
      : /is of type \w+, not/.test(reason)
      ? "; save it as float32: {name: tensor.float() for name, tensor in …}"
      : "; of a PyTorch file, safetensors.torch.save_file(model.state_dict(), …) makes one that " +
        "can be read";
    throw new UsageError(`Cannot read "${path}": ${reason}${cure}`);
  }
}

function floats(tensors: TensorFile["tensors"], path: string): Record<string, Tensor> {
  const found = Object.entries(tensors).flatMap(([name, { shape, data }]) =>
    data instanceof Float32Array ? [[name, { shape, data }] as const] : []
  );
  if (found.length > 0) return Object.fromEntries(found);
  throw new UsageError(`"${path}" has no tensors of float32`);
}

interface Converted {
  readonly bytes: Uint8Array;
  readonly said: string;
}

/** A checkpoint of ours has the numbers of its optimizer too, which are left behind. */
function fromOurs(
  tensors: Record<string, Tensor>,
  step: string,
  { heads, settings }: Network,
  path: string,
): Converted {
  const names = Object.keys(tensors);
  // Slots are called after the parameter they belong to.
  const weights = names.filter((name) =>
    !names.some((other) => name !== other && name.startsWith(`${other}.`))
  );
  const found = recogniseOurs(weights, heads ?? 1);
  if (found === undefined) throw unknown(path);
  const width = tensors["embedding.weight"]?.shape[1] ?? 0;
  const needsHeads = dependsOnHeads(found, weights);
  if (heads !== undefined && width % heads !== 0 && !needsHeads) {
    throw new UsageError(`A width of ${width} cannot be divided among ${heads} heads: see --heads`);
  }
  if (heads === undefined && needsHeads) {
    throw new UsageError(
      `"${path}" does not say how many attention heads its network has, and no params.json or ` +
        "hparams.yaml is with it: say it with --heads",
    );
  }
  const different = settings === null ? null : found.row.sizes(settings);
  if (typeof different === "string") {
    throw new UsageError(
      `The network of "${path}" is not that of ${found.row.title}, whose tensors are called alike: ` +
        different,
    );
  }
  const theirs = tryToConvert(() => toTheirs(found.pieces, tensors));
  const metadata = { format: "pt", names: found.name, step };
  return {
    bytes: encodeTensors({ tensors: theirs, metadata }),
    said: `the weights at step ${step} as ${found.row.title} has them (${found.row.source}); ` +
      "masks and sinusoids are not among them: load_state_dict(…, strict=False)" +
      describeAnswers(found, tensors),
  };
}

/** Transformers of theirs answer with any token that they read. */
function describeAnswers({ row }: Recognised, tensors: Record<string, Tensor>): string {
  const tokens = tensors["embedding.weight"]?.shape[0];
  const answers = tensors["output.weight"]?.shape[1];
  return row.model !== "transformer" || tokens === answers
    ? ""
    : `\nIt answers with one of ${answers} classes and reads ${tokens} tokens, which are one number ` +
      "there: their network has to be made with another output, or ours with another task.encoding";
}

/** Heads are lost in the shapes of our tensors, and some codes keep each apart. */
function dependsOnHeads({ row, pieces }: Recognised, weights: readonly string[]): boolean {
  const other = recogniseOurs(weights, 2);
  return other?.row !== row || JSON.stringify(other.pieces) !== JSON.stringify(pieces);
}

/** What is known of the network of a checkpoint of ours. */
interface Network {
  readonly heads: number | undefined;
  /** Those of its model; null where nothing says them. */
  readonly settings: Readonly<Record<string, unknown>> | null;
}

const Params = z.object({
  settings: z.object({ model: z.looseObject({ heads: z.int().min(1).optional() }) }),
});

/** What the files of a run say, in the folder of a checkpoint or the one above, and `--heads`. */
function networkOf(path: string, asked: number | undefined): Network {
  const folders = [dirname(path), join(dirname(path), "..")];
  for (const folder of folders) {
    const { heads, settings, file } = readParams(folder) ?? readHparams(folder) ?? {};
    if (file === undefined) continue;
    if (asked !== undefined && heads !== undefined && asked !== heads) {
      throw new UsageError(`--heads is ${asked}, and "${file}" says ${heads}: leave out --heads`);
    }
    return { heads: heads ?? asked, settings: settings ?? null };
  }
  return { heads: asked, settings: null };
}

/** The same for a hint: what cannot be read says nothing. */
function settingsBeside(path: string): Network["settings"] {
  try {
    return networkOf(path, undefined).settings;
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

type Said = Partial<Network> & { readonly file: string };

function readParams(folder: string): Said | null {
  const file = join(folder, "params.json");
  if (!existsSync(file)) return null;
  try {
    const { settings: { model } } = Params.parse(parseJson(Deno.readTextFileSync(file)));
    return { file, settings: model, heads: model.heads };
  } catch (error) {
    const reason = error instanceof z.ZodError ? "it is no params.json of a run" : String(error);
    throw new UsageError(`Cannot read "${file}": ${reason}`);
  }
}

function readHparams(folder: string): Said | null {
  const file = join(folder, "hparams.yaml");
  if (!existsSync(file)) return null;
  const heads = readFacts(Deno.readTextFileSync(file), { train: null, validation: null }, [])
    .settings["model.heads"];
  return { file, ...typeof heads === "number" ? { heads } : {} };
}

/** What the file says, or a person; 0 where nobody does, which is told. */
function stepOf(written: string | undefined, asked: number | undefined, path: string) {
  if (written === undefined) return { step: asked ?? 0, isKnown: asked !== undefined };
  const step = Number(written);
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new UsageError(`"${path}" says that its step is "${written}", which is no whole number`);
  }
  if (asked !== undefined && asked !== step) {
    throw new UsageError(`--step is ${asked}, and "${path}" says ${step}: leave out --step`);
  }
  return { step, isKnown: true };
}

/** Without numbers of an optimizer, so that one that goes on from here has to begin anew. */
function fromTheirs(
  all: TensorFile["tensors"],
  { step, isKnown }: ReturnType<typeof stepOf>,
  { path, output }: { readonly path: string; readonly output: string },
): Converted {
  const found = recognise(Object.keys(all));
  if (found === undefined) throw unknown(path);
  const { prefix, pieces, row } = found;
  const used = new Set(pieces.map(({ theirs }) => prefix + theirs));
  const isUnused = (name: string) =>
    row.unused?.some((pattern) => pattern.test(name.slice(prefix.length))) ?? false;
  const others = Object.keys(all).filter((name) => !used.has(name) && !isUnused(name));
  if (others.length > 0) {
    throw new UsageError(
      `"${path}" has tensors that ${row.title} has not: ${
        others.join(", ")
      }. If they are no part of ` +
        "the network, leave them out of the file; with them it is another network",
    );
  }
  const tensors = floats(all, path);
  const whole = [...used].find((name) => !Object.hasOwn(tensors, name));
  if (whole !== undefined) throw new UsageError(`"${path}" has ${whole} as whole numbers`);
  const plain = Object.fromEntries(
    [...used].map((name) => [name.slice(prefix.length), tensors[name]!]),
  );
  const ours = tryToConvert(() => toOurs(pieces, plain));
  const state = { step, optimizerStart: step, tensors: ours, batchSums: noBatches, goalsMet: 0 };
  const seen = settingsIn(found, ours, plain);
  // What tensors do not say, a run of ours beside them may.
  const beside = settingsBeside(path);
  const model = beside !== null && beside.kind === seen.kind ? beside : seen;
  const settings = Object.entries(model)
    .map(([name, value]) => `${name}: ${value === null ? "?" : JSON.stringify(value)}`)
    .join(", ").replaceAll('"', "");
  return {
    bytes: encodeState(state),
    said:
      `the weights of ${row.title} as a checkpoint of our ${row.model}, without optimizer, at ` +
      `step ${step}${isKnown ? "" : ", since nobody says how many updates it has had: --step"}.\n` +
      "To measure, evaluate, train and export it, an experiment says\n" +
      `  model: { ${settings} }\n` +
      `  startFrom: { file: ${basename(output)}, optimizer: fresh }` +
      (Object.values(model).includes(null)
        ? "\nThe file does not say how many heads it has."
        : "") +
      (model === seen && row.model === "transformer"
        ? "\nNor do tensors say how it reads out (readout: last, or mean as PKU's), or its dropout."
        : ""),
  };
}

function tryToConvert<T>(convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${error.message}; say how many heads there are with --heads`);
  }
}

function unknown(path: string): UsageError {
  const known = Object.values(stateDicts).map(({ title }) => title).join(", ");
  return new UsageError(`The tensors in "${path}" are of none of these networks: ${known}`);
}
