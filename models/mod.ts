/** The networks by the `kind` an experiment gives. */
import type { Model, ModelSizes } from "./model.ts";
import { quadraticMlp, type QuadraticMlpSettings } from "./quadratic_mlp.ts";
import { reluMlp, type ReluMlpSettings } from "./relu_mlp.ts";
import { transformer, type TransformerSettings } from "./transformer.ts";

export type ModelSettings =
  | { readonly kind: "quadraticMlp" } & QuadraticMlpSettings
  | { readonly kind: "reluMlp" } & ReluMlpSettings
  | { readonly kind: "transformer" } & TransformerSettings;

/** The network of these settings, for data of these sizes. */
export function buildModel(settings: ModelSettings, sizes: ModelSizes): Model {
  switch (settings.kind) {
    case "quadraticMlp":
      return quadraticMlp(settings, sizes);
    case "reluMlp":
      return reluMlp(settings, sizes);
    case "transformer":
      return transformer(settings, sizes);
  }
}
