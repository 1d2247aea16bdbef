/** Something that is not YAML, or more of it than any experiment has. */
export class YamlError extends Error {
  constructor(
    /** Where it stands in the text, counted in UTF-16 code units. */
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}
