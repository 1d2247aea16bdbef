/** The corruptions by the `kind` an experiment gives. */
import { z } from "zod";
import { kindUnion } from "../schemas/kinds.ts";
import type { CorruptionKind } from "./corruption.ts";
import { randomLabels } from "./random_labels.ts";

export const corruptionKinds = { randomLabels };

export const CorruptionSettings = kindUnion(corruptionKinds).meta({
  description: "training rows that are taught other answers; every evaluation then reports them " +
    "as taught (corrupted) and with the true answers (corrected)",
});
export type CorruptionSettings = z.infer<typeof CorruptionSettings>;

export function findCorruption(kind: CorruptionSettings["kind"]): CorruptionKind {
  return corruptionKinds[kind];
}
