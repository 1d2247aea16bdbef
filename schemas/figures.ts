/** The figures of an experiment: what may be asked for, one row of `figureKinds` each. */
import type { z } from "zod";
import { figureKinds } from "../figures/mod.ts";
import { kindUnion } from "./kinds.ts";

export const FigureSettings = kindUnion(figureKinds).meta({
  description: "a figure, drawn as PNG and SVG, with its numbers as CSV",
});

export type FigureSettings = z.infer<typeof FigureSettings>;
