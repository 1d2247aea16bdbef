/** Many small readings at a time: enough to hide what each waits for, few enough for any system. */

const AT_ONCE = 64;

/** The results of `work` on each item, in the order of the items, so many at a time. */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...await Promise.all(items.slice(start, start + AT_ONCE).map(work)));
  }
  return results;
}
