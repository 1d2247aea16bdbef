/** The steps to a goal fall, or rise, along a swept field. */
import { z } from "zod";
import { spreadOfSteps } from "../measures/threshold.ts";
import { writeSetting, writeSteps } from "../measures/wording.ts";
import type { Problem } from "../schemas/diagnostics.ts";
import { checkSwept, type SweptValues } from "../schemas/swept_fields.ts";
import type { RunCurve } from "../tables/curves.ts";
import { defineClaim } from "./claim.ts";
import { checkGoal, describeStopped, type Goal, goalFields, stepsTo, writeGoal } from "./goal.ts";

/** The part of a swept field that counts. */
interface Span {
  readonly along: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export const monotone = defineClaim({
  title: "monotone",
  description: "median steps fall or rise along a field",
  fields: {
    ...goalFields,
    along: z.string().default("split.trainFraction").meta({ description: "the swept field" }),
    direction: z.enum(["falling", "rising"]).meta({ description: "how the steps change" }),
    from: z.number().optional().meta({ description: "smallest value of the field that counts" }),
    to: z.number().optional().meta({ description: "largest value of the field that counts" }),
  },
  columns: ["metric"],
  *check(claim, { swept }) {
    yield* checkGoal(claim);
    yield* checkSpan(claim, swept);
  },
  expected({ direction, along, from, to, ...goal }) {
    const span = (from === undefined ? "" : ` from ${from}`) +
      (to === undefined ? "" : ` to ${to}`);
    return `median steps until ${writeGoal(goal)} are ${direction} along ${writeSetting(along)}` +
      span;
  },
  measured({ direction, ...claim }, curves) {
    const { along } = claim;
    const inside = curves.filter((curve) => isInside(claim, curve.axes[along]));
    const stopped = describeStopped(claim, inside);
    if (stopped !== null) return ["undecided", stopped];
    const values = [...new Set(inside.map((curve) => Number(curve.axes[along])))]
      .sort((a, b) => a - b);
    const medians = values.map((value) => medianSteps(claim, inside, value));
    const measured = values.map((value, index) => `${value}: ${writeSteps(medians[index]!)}`)
      .join(", ");
    if (values.length < 2) {
      const found = measured || "there is none";
      return ["undecided", `needs two values of ${writeSetting(along)}; ${found}`];
    }
    if (medians.every((median) => median === null)) return ["undecided", measured];
    const sign = direction === "falling" ? 1 : -1;
    const numbers = medians.map((median) => sign * (median ?? Infinity));
    const breaks = numbers.findIndex((value, index) => value < (numbers[index + 1] ?? -Infinity));
    if (breaks < 0) return ["holds", measured];
    const [from, to] = [values[breaks], values[breaks + 1]];
    return ["fails", `${measured}; not ${direction} from ${from} to ${to}`];
  },
});

function isInside({ from = -Infinity, to = Infinity }: Span, value: unknown): boolean {
  return typeof value === "number" && value >= from && value <= to;
}

function medianSteps(
  claim: Goal & Span,
  curves: readonly RunCurve[],
  value: number,
): number | null {
  const here = curves.filter((curve) => curve.axes[claim.along] === value);
  return spreadOfSteps(stepsTo(claim, here)).median;
}

function* checkSpan(span: Span, swept: SweptValues): Generator<Problem> {
  const { along, from = -Infinity, to = Infinity } = span;
  yield* checkSwept(along, ["along"], swept);
  const values = [...swept.get(along) ?? []];
  if (values.length === 0) return;
  const text = values.find((value) => typeof value !== "number");
  if (text !== undefined) {
    const message = `${along} takes the value ${text}, and an order needs numbers`;
    yield { path: ["along"], message };
    return;
  }
  const inside = values.filter((value) => isInside(span, value));
  if (inside.length >= 2) return;
  const message = `${along} has ${inside.length} values from ${from} to ${to}, and a ` +
    "comparison needs two; widen from and to, or sweep more values";
  yield { path: [], message };
}
