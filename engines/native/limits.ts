/** Numbers that the printed C and those who call it have to agree on. */

/** Kinds of call that are told apart; more than these share none of what is known of a kind. */
export const KINDS = 8;

/** Products are added up in blocks of so many along their inner axis, and packed by these. */
export const INNER = 256;
/**
 * Rows of a block, in tiles, and its columns, a multiple of those of every tile. 144 rows of INNER numbers,
 * of the tallest tiles, take a part of a core's second cache (1 MB).
 */
export const BLOCK_TILES = 18;
export const BLOCK_COLUMNS = 1024;
/** Rows of the highest tile of all processors. */
export const MOST_TILE_ROWS = 8;

/** What a thread needs for packed rows and columns of products, whatever its tile. */
export const SCRATCH_BYTES = 4 * INNER * (MOST_TILE_ROWS * (BLOCK_TILES + 1) + BLOCK_COLUMNS);
