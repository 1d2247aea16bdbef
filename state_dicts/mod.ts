/** The networks of other codes whose weights can be told apart by their names. */
import { danielmamay } from "./danielmamay.ts";
import { nanda } from "./nanda.ts";
import { openaiGrok } from "./openai_grok.ts";
import { pkuLstm } from "./pku_lstm.ts";
import { pkuMlp } from "./pku_mlp.ts";
import { countOurLayers, type Piece, type StateDict } from "./state_dict.ts";

export const stateDicts = { openaiGrok, pkuLstm, pkuMlp, danielmamay, nanda };

export type StateDictName = keyof typeof stateDicts;
export const stateDictNames = Object.keys(stateDicts) as StateDictName[];

export interface Recognised {
  readonly name: StateDictName;
  readonly row: StateDict;
  /** What the names have in front of those that the row gives. */
  readonly prefix: string;
  readonly pieces: readonly Piece[];
}

/**
 * The network whose tensors have these names; undefined for one that is not known. Names that it
 * does not use may be among them.
 */
export function recognise(names: readonly string[]): Recognised | undefined {
  for (const name of stateDictNames) {
    const row: StateDict = stateDicts[name];
    for (const prefix of ["", ...row.prefixes]) {
      const own = names.filter((each) => each.startsWith(prefix))
        .map((each) => each.slice(prefix.length));
      const sizes = row.sizesIn(own);
      if (sizes.layers < 1 || sizes.heads < 1) continue;
      const pieces = row.pieces(sizes);
      if (pieces.every(({ theirs }) => own.includes(theirs))) return { name, row, prefix, pieces };
    }
  }
}

/**
 * The network of another code that has weights of ours by these names, with so many heads;
 * undefined where none has.
 */
export function recogniseOurs(names: readonly string[], heads: number): Recognised | undefined {
  const layers = countOurLayers(names);
  for (const name of stateDictNames) {
    const row: StateDict = stateDicts[name];
    const pieces = row.pieces({ layers, heads });
    const ours = new Set(pieces.map((piece) => piece.ours));
    if (ours.size === names.length && names.every((each) => ours.has(each))) {
      return { name, row, prefix: "", pieces };
    }
  }
}
