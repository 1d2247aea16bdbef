/** The update rules by the `kind` an experiment gives. */
import { z } from "zod";
import { kindUnion } from "../schemas/kinds.ts";
import { adam, adamw } from "./adam.ts";
import { lion } from "./lion.ts";
import { muon } from "./muon.ts";
import { fedFields, type Optimizer, type OptimizerKind, splitFields } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

export const optimizerKinds = { adamw, adam, sgd, rmsprop, lion, muon };

export const OptimizerSettings = kindUnion(optimizerKinds).meta({ description: "the update rule" });
export type OptimizerSettings = z.infer<typeof OptimizerSettings>;

/** What of an optimizer is part of the program: its kind, and the fields that its row names. */
export type OptimizerStructure = {
  readonly kind: OptimizerSettings["kind"];
  readonly [field: string]: unknown;
};

export interface BuiltOptimizer extends Optimizer {
  /** Scalar inputs of the program besides the learning rate. */
  readonly hyperparameters: readonly string[];
}

export function findOptimizer(kind: OptimizerSettings["kind"]): OptimizerKind {
  return optimizerKinds[kind];
}

/** Settings taken apart into what shapes the program and the numbers that are fed to it. */
export function splitOptimizer(settings: OptimizerSettings): {
  readonly structure: OptimizerStructure;
  readonly learningRate: number;
  readonly hyperparameters: Readonly<Record<string, number>>;
} {
  const { kind, learningRate, ...fields } = settings;
  const { structure, numbers } = splitFields(fields, findOptimizer(kind).structure);
  return { structure: { kind, ...structure }, learningRate, hyperparameters: numbers };
}

/** The update rule of this structure. */
export function buildOptimizer({ kind, ...structure }: OptimizerStructure): BuiltOptimizer {
  const row = findOptimizer(kind);
  return { ...row.build(structure), hyperparameters: fedFields(row) };
}
