/** What a source claims, said so that the runs of an experiment can be held against it. */
import type { z } from "zod";
import { claimFields } from "../claims/claim.ts";
import { claimKinds } from "../claims/mod.ts";
import { kindUnion } from "./kinds.ts";

export const ClaimSettings = kindUnion(claimKinds, claimFields).meta({
  description: "a claim, judged when the runs are done",
});

export type ClaimSettings = z.infer<typeof ClaimSettings>;
