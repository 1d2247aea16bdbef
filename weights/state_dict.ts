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

/** A whole tensor that is the same in both, but for its name and perhaps its layout. */
export function whole(ours: string, theirs: string, transposed: boolean): Piece {
  return { ours, theirs, transposed };
}
