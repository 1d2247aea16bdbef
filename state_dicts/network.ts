/** What the tensors of a network say about its settings. */
import type { Tensor } from "./convert.ts";
import type { Recognised } from "./mod.ts";
import { countOurLayers } from "./state_dict.ts";

type Tensors = Readonly<Record<string, Tensor>>;

/**
 * The settings of our model that has these weights, as far as tensors have them: the number of
 * heads is null where attention keeps all of them in one matrix. How the positions are read out,
 * dropout and the like, no tensor says.
 */
export function settingsIn({ row, pieces }: Recognised, ours: Tensors, theirs: Tensors) {
  const size = (name: string, axis: number) => ours[name]?.shape[axis];
  const layers = countOurLayers(Object.keys(ours));
  if (row.model === "lstm") {
    return { kind: row.model, layers, width: size("layers.0.state", 0) };
  }
  if (row.model !== "transformer") {
    const widths = Array.from({ length: layers - 1 }, (_, at) => size(`layers.${at}.weight`, 1));
    return { kind: row.model, hiddenWidths: widths };
  }
  const queries = pieces.filter((piece) => piece.ours === "blocks.0.attention.query");
  return {
    kind: row.model,
    layers,
    width: size("embedding.weight", 1),
    heads: headsIn(queries.map((piece) => theirs[piece.theirs]!), queries[0]?.theirPart),
    feedForwardWidth: size("blocks.0.feedForward.input", 1),
    ...row.fixed,
  };
}

/** A tensor for each head, or one with an axis for them; null where they cannot be told apart. */
function headsIn(queries: readonly Tensor[], part: unknown): number | null {
  if (part !== undefined) return null;
  const [first] = queries;
  return first?.shape.length === 3 ? first.shape[0]! : queries.length;
}
