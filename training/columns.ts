/** How the columns of a history are called: `validationAccuracy` is the accuracy of a set. */

/** What may be measured of each set of rows. */
export type SetMeasure = "loss" | "accuracy" | "answerAccuracy";

/** The column of a measure of one set. */
export function setColumn(set: string, measure: SetMeasure): string {
  return `${set}${measure[0]!.toUpperCase()}${measure.slice(1)}`;
}
