/** A line in which everything has its place, however late it comes. */

interface Entry<Item> {
  readonly id: string;
  readonly place: number;
  readonly item: Item;
}

/** Items by place, the lowest first. */
export class Queue<Item> {
  /** Highest place first, so that taking one moves none. */
  readonly #entries: Entry<Item>[] = [];

  get size(): number {
    return this.#entries.length;
  }

  add(id: string, place: number, item: Item): void {
    let low = 0;
    for (let high = this.#entries.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.#entries[middle]!.place > place) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { id, place, item });
  }

  take(): Item | undefined {
    return this.#entries.pop()?.item;
  }

  /** The lowest, at most so many. */
  takeAll(most: number): Item[] {
    return this.#entries.splice(Math.max(0, this.#entries.length - most)).reverse()
      .map(({ item }) => item);
  }

  remove(id: string): void {
    const index = this.#entries.findIndex((entry) => entry.id === id);
    if (index >= 0) this.#entries.splice(index, 1);
  }
}
