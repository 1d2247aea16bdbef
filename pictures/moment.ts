/** What is known of a network at one checkpoint, before pictures are made of it. */
import type { Rows } from "../numerics/fourier.ts";
import type { ResiduePairs } from "../numerics/residues.ts";

/** Attention of all rows: [rows, heads, queries, keys], row-major. */
export interface Attention {
  readonly name: string;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly data: ArrayLike<number>;
}

export interface Moment {
  readonly step: number;
  /** Null for a task whose rows are no pairs of residues. */
  readonly pairs: ResiduePairs | null;
  /** 1 for each row of the table that is trained on, 0 for others. */
  readonly trained: Uint8Array;
  /** The last features of the network before its answer, row by row of the table. */
  readonly features: Rows | null;
  /** Outputs for each class, row by row. */
  readonly outputs: Rows | null;
  /** True where outputs are logits, false where they are to be 0 or 1 themselves. */
  readonly areLogits: boolean;
  /** The weights that stand for each residue [p, width]; null where the network has none. */
  readonly embedding: Rows | null;
  readonly attention: readonly Attention[];
}
