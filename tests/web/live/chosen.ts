/** What somebody chose on the live page, for tests. */
import type { Choices } from "../../../live/choices.ts";

export const chosen: Choices = {
  trainFraction: 0.5,
  weightDecay: 1,
  learningRate: 0.01,
  seed: 0,
  modulus: 59,
  optimizer: "adamw",
};
