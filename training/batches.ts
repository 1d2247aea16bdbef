/** Which training rows each step sees: a function of the seed and the step. */
import { randomKey, randomPermutation } from "../random/counter.ts";

export interface BatchPlan {
  /** Row indices of the training set. */
  readonly train: Int32Array;
  /** Rows per batch; the last batch of a pass over the data holds what is left. */
  readonly batchRows: number;
  readonly seed: number;
  /** True when each pass sees the rows in the order of `train`. */
  readonly ordered?: boolean;
}

/** Steps of one pass over the training rows. */
export function stepsPerPass(trainRows: number, batchRows: number): number {
  return Math.ceil(trainRows / batchRows);
}

/** Steps of one call of the engine, so that progress shows and Ctrl-C is heard in time. */
const STEPS_PER_CALL = 50;
/** Those of tiny networks, of which 50 steps by machine code are over before the next call is made. */
const STEPS_PER_CALL_OF_TINY = 200;
/** Parameters times rows of a step, times steps of a call, up to which a network is that small. */
const TINY = 1e8;

/**
 * Most steps in one call of the engine. It depends on sizes alone, since the reference engine rounds
 * states to float32 at the end of each call.
 */
export function stepsPerCall({ train, batchRows }: BatchPlan, parameters: number): number {
  const work = parameters * Math.min(batchRows, train.length);
  return Math.max(STEPS_PER_CALL, Math.min(STEPS_PER_CALL_OF_TINY, Math.floor(TINY / work)));
}

/**
 * Batches for consecutive steps, all of one size because they are fed as one array: as many as
 * there are from `step` (0-based), at most `limit`.
 */
export function nextBatches(plan: BatchPlan, step: number, limit: number): Int32Array[] {
  const batches: Int32Array[] = [];
  const perPass = stepsPerPass(plan.train.length, plan.batchRows);
  let order = { pass: -1, rows: plan.train };
  for (let current = step; current < step + limit; current++) {
    const pass = Math.floor(current / perPass);
    if (order.pass !== pass) order = { pass, rows: passOrder(plan, pass) };
    const start = (current % perPass) * plan.batchRows;
    const batch = order.rows.subarray(start, start + plan.batchRows);
    if (batches.length > 0 && batch.length !== batches[0]!.length) break;
    batches.push(batch);
  }
  return batches;
}

/** The training rows in the order of one pass; the order of a full batch changes nothing. */
function passOrder({ train, batchRows, seed, ordered }: BatchPlan, pass: number): Int32Array {
  if (ordered || batchRows >= train.length) return train;
  const order = randomPermutation(randomKey(seed, "batches", pass), train.length);
  return order.map((position) => train[position]!);
}
