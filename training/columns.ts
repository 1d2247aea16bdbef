/** How the columns of a history are called: `validationAccuracy` is the accuracy of a set. */
import type { ClassOutput, NumberOutput } from "../schemas/data_shape.ts";

/** What may be measured of each set of rows. */
export type SetMeasure = "loss" | "accuracy" | "answerAccuracy";

/** The column of a measure of one set. */
export function setColumn(set: string, measure: SetMeasure): string {
  return `${set}${measure[0]!.toUpperCase()}${measure.slice(1)}`;
}

/** The columns that training gives for data with these sets and this output, in their order. */
export function trainingColumns(
  sets: readonly string[],
  output: ClassOutput | NumberOutput,
): string[] {
  const measures: SetMeasure[] = output.kind === "numbers"
    ? ["loss"]
    : output.answers === 1
    ? ["loss", "accuracy"]
    : ["loss", "accuracy", "answerAccuracy"];
  return [
    ...sets.flatMap((set) => measures.map((measure) => setColumn(set, measure))),
    "batchLoss",
    ...output.kind === "classes" ? ["batchAccuracy"] : [],
    "learningRate",
    "parameterNorm",
  ];
}
