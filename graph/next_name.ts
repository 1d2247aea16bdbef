/**
 * The name under which the next value of a state input comes out. It stands alone because the
 * code that trains needs this of the graph and nothing else: the op table may change without
 * making anything trained again.
 */
export function nextName(state: string): string {
  return `${state}.next`;
}
