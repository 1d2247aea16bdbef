/** How the weights of a network are called, and laid out, in somebody else's PyTorch code. */

/** Of how many equal parts of a tensor this is which, from 0. */
export type Part = readonly [index: number, of: number];

/**
 * A tensor of ours, or a part of it, that is a tensor of theirs, or a part of that. Parts divide
 * what a layer gives: our last axis, their first.
 */
export interface Piece {
  readonly ours: string;
  readonly theirs: string;
  /** Our matrices are [from, to]; those of torch.nn.Linear are [to, from]. */
  readonly transposed: boolean;
  readonly ourPart?: Part;
  readonly theirPart?: Part;
  /** Attention heads that their first axis is split into: [heads, to / heads, from]. */
  readonly theirHeads?: number;
}

/** What the names of a network's tensors depend on. */
export interface Sizes {
  readonly layers: number;
  /** Attention heads; 1 for networks that have none. */
  readonly heads: number;
}

/** One network of one code. */
export interface StateDict {
  /** The code and its network, such as "openai/grok transformer". */
  readonly title: string;
  readonly description: string;
  /** Where the names are from. */
  readonly source: string;
  /** The kind of our model that is the same network. */
  readonly model: string;
  /** Settings of that model by which it is this network, besides its sizes. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** What their names begin with inside the checkpoints of a training framework. */
  readonly prefixes: readonly string[];
  /** Their sizes by our settings, or the words that say why the two are different networks. */
  sizes(settings: Readonly<Record<string, unknown>>): Sizes | string;
  /** Sizes of the network whose tensors have these names. */
  sizesIn(names: readonly string[]): Sizes;
  pieces(sizes: Sizes): Piece[];
  /** Tensors of theirs that are no weights, or are never used: not read. */
  readonly unused?: readonly RegExp[];
}

export function defineStateDict(row: StateDict): StateDict {
  return row;
}

/** How many different numbers stand in the place of the group of this pattern. */
export function countNumbers(names: readonly string[], pattern: RegExp): number {
  return new Set(names.flatMap((name) => pattern.exec(name)?.[1] ?? [])).size;
}

/** The layers of the network of ours that has tensors of these names. */
export function countOurLayers(names: readonly string[]): number {
  return countNumbers(names, /^(?:blocks|layers)\.(\d+)\./);
}

/**
 * What a transformer of ours has that keeps it from being the plain one: causal, normalised after
 * each layer, ReLU, no biases. `normalization` and `biases` are those of the other network.
 */
export function differsFrom(
  { positions = "sinusoidal", normalization = "after", biases = [] }: {
    readonly positions?: string;
    readonly normalization?: string;
    readonly biases?: readonly string[];
  },
  settings: Readonly<Record<string, unknown>>,
): string | null {
  const wanted: Record<string, unknown> = { positions, normalization, biases };
  const plain = { mask: "causal", activation: "relu", normalization: "after", biases: [] };
  const found: Record<string, unknown> = { ...plain, ...settings };
  for (const name of ["positions", "normalization", "biases", "mask", "activation"]) {
    const [here, there] = [found[name], wanted[name] ?? Reflect.get(plain, name)];
    if (here === undefined || String(here) === String(there)) continue;
    return `its ${name} is ${String(there) || "none"}, and here it is ${String(here) || "none"}`;
  }
  return null;
}

/** A whole tensor that is the same in both, but for its name and perhaps its layout. */
export function whole(ours: string, theirs: string, transposed: boolean): Piece {
  return { ours, theirs, transposed };
}
