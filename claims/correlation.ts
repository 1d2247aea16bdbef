/** Two numbers of runs rise together, or one falls as the other rises. */
import { z } from "zod";
import { spearman } from "../measures/correlation.ts";
import { checkQuantity, Quantity, quantityOf, writeQuantity } from "../measures/quantity.ts";
import { writeCount } from "../measures/wording.ts";
import { checkBounds, writeBounds } from "./bounds.ts";
import { defineClaim } from "./claim.ts";

const bound = z.number().min(-1).max(1);

export const correlation = defineClaim({
  title: "correlation",
  description: "Spearman's rank correlation of two numbers of the runs lies between bounds",
  fields: {
    x: Quantity.meta({
      description: "a swept field, a column's best, lowest or final value, or steps; steps that " +
        "never come are the largest",
    }),
    y: Quantity.meta({ description: "the other number, likewise" }),
    atLeast: bound.optional().meta({ description: "lower bound, from -1 to 1" }),
    atMost: bound.optional().meta({ description: "upper bound, from -1 to 1" }),
  },
  columns: [],
  *check({ x, y, atLeast, atMost }, { swept, columns }) {
    yield* checkQuantity(x, ["x"], swept, columns);
    yield* checkQuantity(y, ["y"], swept, columns);
    yield* checkBounds({ atLeast, atMost });
  },
  expected: ({ x, y, ...bounds }) =>
    `Spearman correlation of ${writeQuantity(x)} and ${writeQuantity(y)} ${writeBounds(bounds)}`,
  measured({ x, y, atLeast = -1, atMost = 1 }, curves) {
    const pairs = curves.flatMap((curve) => {
      const [left, right] = [quantityOf(x, curve), quantityOf(y, curve)];
      if (left === undefined || right === undefined) return [];
      return [[left ?? Infinity, right ?? Infinity] as const];
    });
    const rho = spearman(pairs);
    const count = `of ${writeCount(pairs.length, "run")}` +
      (pairs.length < curves.length ? `, ${curves.length - pairs.length} more without both` : "");
    if (rho === null) return ["undecided", `no correlation ${count}: it needs three that differ`];
    const holds = rho >= atLeast && rho <= atMost;
    return [holds ? "holds" : "fails", `${rho.toFixed(3)} ${count}`];
  },
});
