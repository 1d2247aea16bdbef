/** Bytes that a thread needs for packed rows and columns of products, whatever its tile. */
export const SCRATCH_BYTES = 4 * 256 * (12 * 12 + 12 + 1024 + 32);
