/** Rows that are drawn at random until there are enough different ones. */

/**
 * `rows` different lists of `length` numbers in the order they are drawn, row-major [rows, length].
 * `draw` gives the list of each attempt; there must be enough different ones.
 */
export function drawDifferent(
  rows: number,
  length: number,
  draw: (attempt: number) => readonly number[],
): Int32Array {
  const lists = new Int32Array(rows * length);
  const known = new Set<string>();
  for (let attempt = 0; known.size < rows; attempt++) {
    const list = draw(attempt);
    const name = list.join(" ");
    if (known.has(name)) continue;
    lists.set(list, known.size * length);
    known.add(name);
  }
  return lists;
}
