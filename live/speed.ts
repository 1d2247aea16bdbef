/** How long steps take in a browser with one thread, estimated from their arithmetic. */

/** Multiplications and additions in a second, on the machines that this was tried on. */
const OPERATIONS_PER_SECOND = 1.6e10;
/** What a step takes beside them. */
const MS_OF_ANY_STEP = 0.8;

/** Milliseconds of a step whose matrix products are so many multiplications and additions. */
export function estimateStep({ operations }: { readonly operations: number }): number {
  return MS_OF_ANY_STEP + 1000 * operations / OPERATIONS_PER_SECOND;
}
