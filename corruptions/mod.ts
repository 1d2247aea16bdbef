/** The corruptions by the `kind` an experiment gives. */
import { z } from "zod";
import { kindUnion } from "../schemas/kinds.ts";
import type { CorruptionKind } from "./corruption.ts";
import { outliers } from "./outliers.ts";
import { randomLabels } from "./random_labels.ts";
import { randomTable } from "./random_table.ts";

export const corruptionKinds = { randomLabels, outliers, randomTable };

export const CorruptionSettings = kindUnion(corruptionKinds).meta({
  description:
    "rows that are taught other answers; every evaluation then reports those trained on " +
    "as taught (corrupted) and with the true answers (corrected)",
});
export type CorruptionSettings = z.infer<typeof CorruptionSettings>;

export function findCorruption(kind: CorruptionSettings["kind"]): CorruptionKind {
  return corruptionKinds[kind];
}
