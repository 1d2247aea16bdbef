/** The peer: the same steps in eager PyTorch, by Python processes that train when they are asked to. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { readLines } from "../dag/executors/messages.ts";
import type { Values } from "../engines/engine.ts";
import { encodeTensors, type StoredTensor } from "../formats/safetensors.ts";
import { names } from "../training/manifest.ts";
import type { Network } from "./networks.ts";
import { peerEnvironment } from "./peer_environment.ts";

/**
 * Threads of PyTorch's own loops, and of the OpenBLAS that it calls. `torch.set_num_threads(1)` alone
 * leaves OpenBLAS all cores, and is often the fastest; several of both get in each other's way.
 */
export interface PyTorchThreads {
  readonly own: number;
  readonly blas: number;
}

/** Steps as a run makes them, and not on the batches of the feeds alone. */
export interface PassOptions {
  /** Rows that are trained on; each pass takes them in another order. */
  readonly passRows: number;
  readonly batch: number;
  /** Steps after which all rows are evaluated. */
  readonly evaluateEvery: number;
}

const Hello = z.object({ version: z.string() });
const Loaded = z.object({ parameters: z.int() });
const Trained = z.object({ milliseconds: z.number(), losses: z.array(z.number()) });

const script = fileURLToPath(new URL("./pytorch_step.py", import.meta.url));

/**
 * What becomes of the memory that PyTorch frees. As Python starts, glibc gives the tensors of a step back
 * to the system, until a larger one, as of an evaluation, has taught it better: steps take up to 3.5 times
 * as long as where it is told to keep them.
 */
export type FreedMemory = "asStarted" | "kept";

/** Variables of glibc: bytes from which on memory is given back. */
const allocator: Readonly<Record<FreedMemory, Record<string, number>>> = {
  asStarted: {},
  kept: { MALLOC_TRIM_THRESHOLD_: 1e9, MALLOC_MMAP_THRESHOLD_: 1e9 },
};

/** How PyTorch's process is started. */
export interface PyTorchStart {
  readonly threads: PyTorchThreads;
  readonly memory: FreedMemory;
}

/** A Python process that holds one network at a time. */
export class PyTorch {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #words: Promise<string>;
  readonly #ended: Promise<void>;
  #onLine: (line: string) => void = () => {};
  version = "";

  private constructor(python: string, readonly start: PyTorchStart) {
    const { threads: { own, blas }, memory } = start;
    this.#process = new Deno.Command(python, {
      args: [script, String(own)],
      clearEnv: true,
      env: peerEnvironment({
        OMP_NUM_THREADS: own,
        OPENBLAS_NUM_THREADS: blas,
        ...allocator[memory],
      }),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#input.closed.catch(() => {}); // the end of the process tells of this, and more
    this.#words = new Response(this.#process.stderr).text();
    this.#ended = readLines(this.#process.stdout, (line) => this.#onLine(line));
  }

  /**
   * Starts Python; null where there is none, or no PyTorch for it. The environment variable PYTHON
   * names another interpreter than python3.
   *
   * @throws {Error} with what Python said when it fails for another reason.
   */
  static async open(start: PyTorchStart): Promise<PyTorch | null> {
    const chosen = Deno.env.get("PYTHON");
    for (const python of chosen ? [chosen] : ["python3", "/usr/bin/python3"]) {
      try {
        const found = new PyTorch(python, start);
        found.version = (await found.#answer(Hello)).version;
        return found;
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) continue;
        if (String(error).includes("No module named 'torch'")) continue;
        throw error;
      }
    }
    return null;
  }

  /** A process for every way to use at most so many threads; none where {@linkcode open} gives null. */
  static async openAll(most: number, memory: FreedMemory): Promise<PyTorch[]> {
    const processes: PyTorch[] = [];
    for (const threads of threadChoices(most)) {
      const process = await PyTorch.open({ threads, memory });
      if (process === null) break;
      processes.push(process);
    }
    return processes;
  }

  /**
   * Builds the network with the weights, examples and batches of what ours is fed.
   *
   * @throws {Error} when it has another number of parameters than ours.
   */
  async load(network: Network, feeds: Values): Promise<void> {
    const folder = await Deno.makeTempDir({ prefix: "regrok-bench-" });
    try {
      const file = join(folder, "network.safetensors");
      await Deno.writeFile(file, networkFile(network, feeds));
      const { parameters } = await this.#ask({ settings: network.settings, file }, Loaded);
      if (parameters === network.parameters) return;
      throw new Error(
        `${network.name} has ${parameters} parameters in PyTorch, and ${network.parameters} here`,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }

  /** Trains on; milliseconds a step, and the loss of each. */
  async train(steps: number, options?: PassOptions): Promise<z.infer<typeof Trained>> {
    return await this.#ask({ steps, ...options }, Trained);
  }

  async close(): Promise<void> {
    await this.#input.close().catch(() => {}); // where it has ended before
    await this.#process.status;
    await Promise.all([this.#ended, this.#words]);
  }

  async #ask<Answer>(request: object, schema: z.ZodType<Answer>): Promise<Answer> {
    const answer = this.#answer(schema);
    const line = new TextEncoder().encode(`${JSON.stringify(request)}\n`);
    this.#input.write(line).catch(() => {});
    return await answer;
  }

  async #answer<Answer>(schema: z.ZodType<Answer>): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#onLine = resolve;
    const line = await Promise.race([promise, this.#ended]);
    if (line !== undefined) return schema.parse(JSON.parse(line));
    throw new Error(`PyTorch's process ended: ${(await this.#words).trim()}`);
  }
}

/** The weights, examples and batches of a network as a safetensors file. */
function networkFile(network: Network, feeds: Values): Uint8Array {
  const kept = network.recipe.model.parameters.map(({ name }) => name);
  const tensors = [...kept, names.inputs, names.targets, names.batch]
    .map((name) => [name, feeds[name] as StoredTensor] as const);
  return encodeTensors({ tensors: Object.fromEntries(tensors), metadata: {} });
}

/** Threads of PyTorch and of OpenBLAS, each up to so many. */
function threadChoices(most: number): PyTorchThreads[] {
  const counts = Array.from({ length: most }, (_, index) => index + 1);
  return counts.flatMap((own) => counts.map((blas) => ({ own, blas })));
}
