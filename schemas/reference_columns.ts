/** What the columns of a history, and the values that `status` shows of a run, are. */

export interface ColumnEntry {
  readonly name: string;
  readonly description: string;
}

const accuracy = "fraction of the rows with every answer right";

export const columnEntries: readonly ColumnEntry[] = [
  { name: "step", description: "number of updates done" },
  { name: "trainLoss", description: "mean loss of the training rows, without dropout" },
  { name: "trainAccuracy", description: `training rows: ${accuracy}, without dropout` },
  {
    name: "trainAnswerAccuracy",
    description: "training rows: fraction of the answers that are right, where a row has several",
  },
  { name: "validationLoss", description: "mean loss of the validation rows" },
  { name: "validationAccuracy", description: `validation rows: ${accuracy}` },
  {
    name: "validationAnswerAccuracy",
    description: "validation rows: fraction of the answers that are right, where a row has several",
  },
  {
    name: "<set>Loss, <set>Accuracy, <set>AnswerAccuracy",
    description: "the same of any other set of rows that a task or a corruption gives, such as " +
      "corruptedAccuracy",
  },
  {
    name: "batchLoss",
    description: "mean loss of the batches since the last evaluation, or over one pass " +
      "(batchAverages), with dropout, each before its update",
  },
  { name: "batchAccuracy", description: "the same of accuracy: what PyTorch scripts log" },
  { name: "learningRate", description: "of the last update, after the schedule" },
  { name: "parameterNorm", description: "square root of the sum of all squared weights" },
  {
    name: "<measure>, <measure>/<layer>",
    description: "what a measure found at a checkpoint, by the measure's name, and layer or tensor",
  },
  { name: "state", description: "status: done, diverged, in part, to do, imported or damaged" },
  { name: "divergedAt", description: "status: the step at which a loss or weight was no number" },
  { name: "train", description: "status: trainAccuracy at the last evaluation" },
  { name: "validation", description: "status: validationAccuracy at the last evaluation" },
  { name: "train99", description: "status: the first step with trainAccuracy 0.99; never if none" },
  {
    name: "validation99",
    description: "status: the first step with validationAccuracy 0.99; never if none",
  },
  {
    name: "bestTrain, bestValidation",
    description: "status: the highest trainAccuracy, the highest validationAccuracy",
  },
  { name: "delay", description: "status: validation99 over train99" },
  { name: "origin", description: "ours, or what an experiment calls the runs that it imports" },
  {
    name: "outcome",
    description: "noLearning, memorised, grokked or generalisedAtOnce, by the thresholds of the " +
      "section outcomes; a column of the table, and of status",
  },
];
