/** How commands end: the exit codes that scripts rely on, and errors that carry one. */

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  /** What was made again came out different. */
  different: 4,
  interrupted: 130,
  terminated: 143,
} as const;

/** Wrong usage that is not the fault of one line of a file. */
export class UsageError extends Error {}
