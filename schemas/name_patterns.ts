/** Names of parameters as people select them: `output.*` is every parameter of the last layer. */

/** Whether a name fits a pattern in which `*` stands for any letters, or none. */
export function fitsPattern(name: string, pattern: string): boolean {
  const parts = pattern.split("*");
  const [first, last] = [parts[0]!, parts.at(-1)!];
  if (parts.length === 1) return name === pattern;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let from = first.length;
  const end = name.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const at = name.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= end;
}

/** The names that fit one of the patterns, in their own order. */
export function selectNames(names: readonly string[], patterns: readonly string[]): string[] {
  return names.filter((name) => patterns.some((pattern) => fitsPattern(name, pattern)));
}
