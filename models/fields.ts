/** Fields that several networks share, with the bounds outside of which they make no sense. */
import { z } from "zod";

/** A number of units, layers or heads. */
export const size = z.int().min(1);

/** Fraction of units dropped; at 1 nothing would be left to learn from. */
export const dropoutRate = z.number().min(0).lt(1);
