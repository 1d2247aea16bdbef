/** The update rules by the `kind` an experiment gives. */
import { adam, adamw } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

/** What of an optimizer changes the program; all other settings are inputs of it. */
export type OptimizerStructure =
  | { readonly kind: "adamw" | "adam" | "rmsprop" }
  | { readonly kind: "sgd"; readonly nesterov: boolean };

/** The update rule of this kind; its hyperparameters are inputs of the program. */
export function buildOptimizer(structure: OptimizerStructure): Optimizer {
  switch (structure.kind) {
    case "adamw":
      return adamw;
    case "adam":
      return adam;
    case "rmsprop":
      return rmsprop;
    case "sgd":
      return sgd(structure);
  }
}
