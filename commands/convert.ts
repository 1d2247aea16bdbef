/** `convert`: a checkpoint to and from the names and layouts of another code's PyTorch weights. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { decodeTensors, encodeTensors, type TensorFile } from "../formats/safetensors.ts";
import { parseJson } from "../store/record.ts";
import { print } from "../terminal/output.ts";
import { encodeState, noBatches } from "../training/state.ts";
import { type Tensor, toOurs, toTheirs } from "../state_dicts/convert.ts";
import { recognise, type Recognised, recogniseOurs, stateDicts } from "../state_dicts/mod.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { writeNew } from "./files.ts";
import { readPlainFile } from "./read_config.ts";

export interface ConvertCommand {
  readonly output: string;
  /** Of a transformer of ours, whose checkpoint does not say how many it has. */
  readonly heads?: number | undefined;
}

/** Larger files do not fit in memory beside what is made of them. */
const MAXIMUM_BYTES = 2 ** 31;

export async function convertCommand(
  path: string,
  { output, heads }: ConvertCommand,
): Promise<number> {
  const { metadata, ...file } = readTensors(path);
  const tensors = floats(file.tensors, path);
  const step = metadata.step ?? "0";
  const converted = metadata.optimizerStart === undefined
    ? fromTheirs(tensors, Number(step), path)
    : fromOurs(tensors, step, heads ?? headsBeside(path), path);
  await writeNew(output, converted.bytes, "name another with -o");
  print(`${output}\n${converted.said}`);
  return exitCodes.done;
}

function readTensors(path: string): TensorFile {
  try {
    return decodeTensors(readPlainFile(path, MAXIMUM_BYTES));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const cure = error instanceof SyntaxError
      ? "; of a PyTorch file, safetensors.torch.save_file(model.state_dict(), …) makes one that " +
        "can be read"
      : "";
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
  heads: number | undefined,
  path: string,
): Converted {
  const names = Object.keys(tensors);
  // Slots are called after the parameter they belong to.
  const weights = names.filter((name) =>
    !names.some((other) => name !== other && name.startsWith(`${other}.`))
  );
  const found = recogniseOurs(weights, heads ?? 1);
  if (found === undefined) throw unknown(path);
  if (heads === undefined && dependsOnHeads(found, weights)) {
    throw new UsageError(
      `"${path}" does not say how many attention heads its network has, and no params.json is with ` +
        "it: say it with --heads",
    );
  }
  const theirs = tryToConvert(() => toTheirs(found.pieces, tensors));
  const metadata = { format: "pt", names: found.name, step };
  return {
    bytes: encodeTensors({ tensors: theirs, metadata }),
    said: `the weights at step ${step} as ${found.row.title} has them (${found.row.source}); ` +
      "masks and sinusoids are not among them: load_state_dict(…, strict=False)",
  };
}

/** Heads are lost in the shapes of our tensors, and some codes keep each apart. */
function dependsOnHeads({ row, pieces }: Recognised, weights: readonly string[]): boolean {
  const other = recogniseOurs(weights, 2);
  return other?.row !== row || JSON.stringify(other.pieces) !== JSON.stringify(pieces);
}

const Params = z.object({ settings: z.object({ model: z.object({ heads: z.int().min(1) }) }) });

/** What the params.json of a run says, in the folder of a checkpoint or the one above. */
function headsBeside(path: string): number | undefined {
  for (const folder of [".", ".."]) {
    const file = join(dirname(path), folder, "params.json");
    if (!existsSync(file)) continue;
    const found = Params.safeParse(parseJson(Deno.readTextFileSync(file)));
    if (found.success) return found.data.settings.model.heads;
  }
}

/** Without numbers of an optimizer, so that one that goes on from here has to begin anew. */
function fromTheirs(tensors: Record<string, Tensor>, step: number, path: string): Converted {
  const found = recognise(Object.keys(tensors));
  if (found === undefined) throw unknown(path);
  const { prefix, pieces, row } = found;
  const plain = Object.fromEntries(
    Object.entries(tensors).filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
  const ours = tryToConvert(() => toOurs(pieces, plain));
  const state = { step, optimizerStart: step, tensors: ours, batchSums: noBatches, goalsMet: 0 };
  return {
    bytes: encodeState(state),
    said: `the weights of ${row.title} as a checkpoint of our ${row.model}, without optimizer`,
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
