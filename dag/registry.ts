/** What the build system is told of stages and engines: it never imports one by itself. */
import type { Json } from "../store/canonical_json.ts";
import { type Key, keyOf } from "../store/content_hash.ts";
import type { Request } from "./request.ts";
import type { Stage } from "./stage.ts";

export interface StageEntry {
  /** Path or file URL of the module whose code is the stage's code. */
  readonly entry: string;
  /**
   * Of a stage whose requests can be executed together by an engine that has `together`: what those
   * must have in common, besides code and engine.
   */
  together?(request: TogetherRequest): Json;
  /** Of a stage whose code is in parts, one of them. */
  part?(name: string): PartEntry;
  load(): Promise<Stage>;
}

/** A part of the code of a stage, which only the actions that need it depend on. */
export interface PartEntry {
  readonly entry: string;
  /** What the stage is given as `context.part`. */
  load(): Promise<unknown>;
}

export type StageRegistry = Readonly<Record<string, StageEntry>>;

/** Something that computes for a stage, and whose bytes may differ from those of another. */
export interface EngineEntry {
  /** Path or file URL of the module whose code is the engine's code. */
  readonly entry: string;
  /** What can change the bytes besides the code, for instance `onnxruntime/cpu/x64`. */
  readonly identity: string;
  /** What the stage is given as `context.engine`. */
  load(): Promise<unknown>;
  /**
   * A loaded engine as so many, one for each request of those that are executed together: what these
   * ask of theirs at one time, it does as one piece of work. Engines without this do not gain by it.
   */
  together?(engine: unknown, requests: number): Promise<readonly Seat[]>;
}

/** What one of several requests is given as `context.engine`. */
export interface Seat {
  readonly engine: unknown;
  /** To be told that the request has ended, so that the others do not wait for it. */
  leave(): Promise<void>;
}

export type EngineRegistry = Readonly<Record<string, EngineEntry>>;

/** Stages and engines by name, and how to tell one state of their code from another. */
export interface Environment {
  readonly stages: StageRegistry;
  readonly engines: EngineRegistry;
  /** Fingerprint of the code reached from an entry; see `fingerprintModule`. */
  readonly fingerprint: (entry: string) => Key;
}

/**
 * The entry of a stage.
 *
 * @throws {TypeError} when there is no such stage.
 */
export function stageEntry({ stages }: Environment, stage: string): StageEntry {
  return lookUp("stage", stages, stage);
}

/** What a request asks for, as far as it says which others can be executed together with it. */
type TogetherRequest = Pick<Request, "params" | "inputs">;

/** What requests have in common that can be executed together; null for one that is by itself. */
export function companionsKey(environment: Environment, request: Request): Key | null {
  const { stage, code, engine } = request;
  const { together } = stageEntry(environment, stage);
  if (together === undefined || engine === null) return null;
  const name = engineName(environment, engine);
  if (name === undefined || environment.engines[name]!.together === undefined) return null;
  return keyOf({ stage, code, engine, common: together(request) });
}

/** A stage, and the part of its code that is needed, if it has parts. */
export interface CodeName {
  readonly stage: string;
  readonly part?: string | undefined;
}

/** The modules of the code of a stage, or of one part of it. */
export function stageModules(environment: Environment, { stage, part }: CodeName): string[] {
  const found = stageEntry(environment, stage);
  return part === undefined ? [found.entry] : [found.entry, found.part!(part).entry];
}

/** The fingerprint of the code of a stage, which is part of the keys of all it makes. */
export function stageCode(environment: Environment, name: CodeName): Key {
  const codes = stageModules(environment, name).map((entry) => environment.fingerprint(entry));
  return codes.length === 1 ? codes[0]! : keyOf(codes);
}

/**
 * What enters keys of an engine: what it is, and a fingerprint of its code.
 *
 * @throws {TypeError} when there is no engine of this name.
 */
export function engineIdentity(environment: Environment, engine: string): string {
  const { entry, identity } = lookUp("engine", environment.engines, engine);
  return `${identity}/${environment.fingerprint(entry).slice(0, FINGERPRINT_DIGITS)}`;
}

/** Enough to tell states of code apart, and short enough for a sentence that names them. */
const FINGERPRINT_DIGITS = 16;

/** The parts of a key that an action's stage and engine bring with them. */
export function codeIdentity(
  environment: Environment,
  { stage, part, engine }: CodeName & { readonly engine?: string },
): { readonly code: Key; readonly engine: string | null } {
  return {
    code: stageCode(environment, { stage, part }),
    engine: engine === undefined ? null : engineIdentity(environment, engine),
  };
}

/**
 * The engine of an identity that was planned with.
 *
 * @throws {Error} when it is not here, or its code is not what it was.
 */
export function findEngine(environment: Environment, identity: string): EngineEntry {
  const { engines } = environment;
  const names = Object.keys(engines);
  const found = engineName(environment, identity);
  if (found !== undefined && engineIdentity(environment, found) === identity) {
    return engines[found]!;
  }
  const here = found === undefined
    ? names.map((name) => engines[name]!.identity).join(", ")
    : engineIdentity(environment, found);
  throw new Error(
    `This was planned for the engine ${identity}, but here is ${here}: ` +
      `run it with the same engine, or run the command again`,
  );
}

/** By what an engine is alone: there may be no telling the code of those that nobody asked for. */
function engineName({ engines }: Environment, identity: string): string | undefined {
  return Object.keys(engines).find((name) => identity.startsWith(`${engines[name]!.identity}/`));
}

function lookUp<Entry>(
  what: string,
  registry: Readonly<Record<string, Entry>>,
  name: string,
): Entry {
  if (Object.hasOwn(registry, name)) return registry[name]!;
  const known = Object.keys(registry).map((each) => `"${each}"`).join(", ");
  throw new TypeError(`There is no ${what} "${name}"; there are ${known}`);
}
