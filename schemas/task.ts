/** What a network is to learn, and which part of it it is shown. */
import { z } from "zod";
import { encodingNames } from "../tasks/encodings.ts";
import { operationNames } from "../tasks/operations.ts";
import { roundingNames, shuffleNames } from "../tasks/split.ts";

export const TaskSettings = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("modular").meta({ description: "arithmetic modulo a number" }),
    operation: z.enum(operationNames).meta({
      description: "what is computed of the operands; divisions need a prime modulus",
    }),
    modulus: z.int().min(2).meta({ description: "p, the numbers being 0 to p-1" }),
    operands: z.int().min(2).default(2).meta({
      description: "K, the number of operands; more than two for x+y only",
    }),
    operandFraction: z.number().gt(0).max(1).default(1).meta({
      description: "λ, the fraction of the p values that the first operand takes; x+y only",
    }),
    encoding: z.enum(encodingNames).meta({
      description: "residues (operands over p tokens), operands (over openai's vocabulary), " +
        "equation (x op y =), sentence (<|eos|> x op y = c, two answers)",
    }),
  }),
]).meta({ description: "the table of examples" });

export const SplitSettings = z.strictObject({
  trainFraction: z.number().gt(0).lt(1).default(0.5).meta({
    description: "α, the fraction of all rows that is trained on, between 0 and 1",
  }),
  rounding: z.enum(roundingNames).default("bankers").meta({
    description: "number of training rows: bankers is Python's round(), truncate its int()",
  }),
  shuffle: z.enum(shuffleNames).default("counter").meta({
    description: "what orders the rows: Regrok's own generator (counter), or numpy's RandomState " +
      "(openai/grok and PKU, with seed 0)",
  }),
  seed: z.int().min(0).max(0xffffffff).default(0).meta({
    description: "seed of the split; the published codes use one split for all runs",
  }),
}).meta({ description: "which rows are trained on" });
