/** Things that cost something to make, of which those that were used last are kept. */
export class Recent<Made> {
  /** The one used last at the end. */
  readonly #made = new Map<string, Promise<Made>>();

  /** `drop` is told of what is kept no longer. */
  constructor(
    readonly most: number,
    readonly drop: (made: Made) => unknown = () => {},
  ) {}

  /** What was made under this key, or is being made; one that could not be made is tried again. */
  get(key: string, make: () => Promise<Made>): Promise<Made> {
    const made = this.#made.get(key) ?? make();
    this.#made.delete(key);
    this.#made.set(key, made);
    made.catch(() => {
      if (this.#made.get(key) === made) this.#made.delete(key);
    });
    if (this.#made.size > this.most) {
      const [oldest, dropped] = this.#made.entries().next().value!;
      this.#made.delete(oldest);
      dropped.then(this.drop, () => {});
    }
    return made;
  }
}
