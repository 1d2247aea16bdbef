/** The networks by the `kind` an experiment gives. */
import { z } from "zod";
import type { DataShape } from "../schemas/data_shape.ts";
import { kindUnion } from "../schemas/kinds.ts";
import { lstm } from "./lstm.ts";
import { mlp } from "./mlp.ts";
import type { Model, ModelKind } from "./model.ts";
import { quadraticMlp } from "./quadratic_mlp.ts";
import { scaled, scales } from "./scaling.ts";
import { countTokens } from "./shared_rows.ts";
import { transformer } from "./transformer.ts";

export const modelKinds = { transformer, mlp, quadraticMlp, lstm };

export const ModelSettings = kindUnion(modelKinds, scales).meta({ description: "the network" });
export type ModelSettings = z.infer<typeof ModelSettings>;

export function findModel(kind: ModelSettings["kind"]): ModelKind {
  return modelKinds[kind];
}

/** The network of these settings, for data of this shape. */
export function buildModel(
  { kind, initialScale, outputScale, ...settings }: ModelSettings,
  data: DataShape,
): Model {
  return scaled(findModel(kind).build(settings, data), { initialScale, outputScale });
}

/** Rows in a batch for each token there is, from which on sharing is worth it. */
const ROWS_PER_TOKEN = 2;

/**
 * Whether a network should compute once what rows of a batch have in common: where these are few,
 * each is computed by itself at less cost.
 */
export function sharesRows(
  { kind }: Pick<ModelSettings, "kind">,
  { input }: DataShape,
  batchRows: number,
): boolean {
  return findModel(kind).sharesRows === true && input.kind === "tokens" &&
    batchRows >= ROWS_PER_TOKEN * countTokens(input);
}
