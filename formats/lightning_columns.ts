/**
 * What openai/grok, and the codes derived from it, call our columns in the logs of PyTorch
 * Lightning's CSVLogger (grok/training.py).
 */

/** Of rows about a pass: means over its batches, while weights move and dropout is on. */
export const trainingColumns = {
  train_loss: "batchLoss",
  train_accuracy: "batchAccuracy",
  learning_rate: "learningRate",
} as const;

/** Of rows about an evaluation; `full_train_*` are those of the whole training set. */
export const evaluationColumns = {
  val_loss: "validationLoss",
  val_accuracy: "validationAccuracy",
  full_train_loss: "trainLoss",
  full_train_acc: "trainAccuracy",
} as const;
