/** What is evaluated of a checkpoint: rows of a set, with its weights as they are or truncated. */
import type { Executable, Value, Values } from "../engines/engine.ts";
import { matricesOf, measureColumn, networkThat } from "../measures/measure.ts";
import { truncation } from "../measures/truncation.ts";
import type { StoredTensor } from "../formats/safetensors.ts";
import type { Parameter } from "../graph/parameter.ts";
import { setColumn, type SetMeasure } from "../training/columns.ts";
import { evaluateRows } from "../training/evaluation.ts";

/** One set of rows, and the fraction of each matrix that is set to zero before; null for none. */
export interface Look {
  readonly set: string;
  readonly fraction: number | null;
}

/** Measured values by the columns of a table; null for what is not a finite number. */
export type Columns = Readonly<Record<string, number | null>>;

/** The set of which a fraction of the labels is random. */
export function corruptedSet(set: string, fraction: number): string {
  return `${CORRUPTION}/${set}/${fraction}`;
}

/** What columns of such sets begin with. */
export const CORRUPTION = "corruption";

/** The column of a measure of a set: `validationAccuracy`, `corruption/validationAccuracy/0.3`. */
function columnOf(set: string, measure: SetMeasure): string {
  const [first, inner, fraction] = set.split("/");
  return inner === undefined
    ? setColumn(first!, measure)
    : `${CORRUPTION}/${setColumn(inner, measure)}/${fraction}`;
}

/** A program that evaluates, with the data it holds. */
export interface Evaluator {
  readonly program: Executable;
  readonly parameters: readonly Parameter[];
  /** Row indices by set. */
  readonly sets: Readonly<Record<string, Int32Array>>;
}

/**
 * Takes these looks at a checkpoint, `tensors` being all of its tensors. What is measured of a set
 * is what its history has; of truncated weights, what the measure `truncation` gives.
 */
export async function takeLooks(
  evaluator: Evaluator,
  tensors: Readonly<Record<string, StoredTensor>>,
  looks: readonly Look[],
): Promise<Map<Look, Columns>> {
  const weights = Object.fromEntries(
    evaluator.parameters.map(({ name }) => [name, tensors[name]!] as const),
  );
  const found = new Map<Look, Columns>();
  for (const look of looks.filter(({ fraction }) => fraction === null)) {
    const measured = await evaluateRows(evaluator.program, weights, evaluator.sets[look.set]!);
    found.set(
      look,
      Object.fromEntries(
        Object.entries(measured).map(([measure, value]) => [
          columnOf(look.set, measure as SetMeasure),
          finite(value),
        ]),
      ),
    );
  }
  const truncated = looks.filter(({ fraction }) => fraction !== null);
  if (truncated.length > 0) {
    const values = await measureTruncated(evaluator, weights, truncated);
    for (const look of truncated) found.set(look, values(look));
  }
  return found;
}

/** The measure of all sets and fractions among the looks, and what it gives for one of them. */
async function measureTruncated(
  { program, parameters, sets }: Evaluator,
  weights: Values,
  looks: readonly Look[],
): Promise<(look: Look) => Columns> {
  const asked = {
    of: "weights" as const,
    fractions: [...new Set(looks.map(({ fraction }) => fraction!))],
    sets: [...new Set(looks.map(({ set }) => set))],
    parameters: ["*"],
  };
  const matrices = matricesOf(parameters).map((name): [string, Value] => [name, weights[name]!]);
  const network = networkThat({
    sets: asked.sets,
    evaluate: (set, others) =>
      evaluateRows(program, { ...weights, ...Object.fromEntries(others) as Values }, sets[set]!),
  });
  const measured = await truncation.measure(asked, new Map(matrices), network);
  return ({ set, fraction }) =>
    Object.fromEntries(
      measured.filter(({ layer }) =>
        layer === `${set}Accuracy/${fraction}` || layer === `${set}Loss/${fraction}`
      ).map(({ layer, value }) => [measureColumn(TRUNCATION, layer), finite(value)]),
    );
}

/** The measure's name, which its columns begin with. */
export const TRUNCATION = "truncation";

/** JSON has no NaN: what is not a finite number is null, as in histories. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
