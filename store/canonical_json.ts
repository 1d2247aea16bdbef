/** One text for each JSON value, so that equal values have equal hashes on every machine. */

/** A value that canonical JSON can write. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * Writes a value as JSON without spaces, with object keys sorted by UTF-16 code units (never by
 * locale) and numbers by their shortest round-trip text. Different values give different texts.
 *
 * @throws {TypeError} for what JSON would lose silently: undefined, NaN, infinities, -0
 * (JSON writes it as 0; a parameter that is -0 is a mistake upstream), functions, class instances,
 * holes in arrays and cycles. The message names the path of the value.
 */
export function canonicalJson(value: Json): string {
  return write(value, "value", []);
}

function write(value: unknown, path: string, parents: readonly object[]): string {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "number":
      return writeNumber(value, path);
    case "object":
      return value === null ? "null" : writeObject(value, path, parents);
    default:
      throw new TypeError(`Cannot write ${typeof value} as canonical JSON, at ${path}`);
  }
}

function writeNumber(value: number, path: string): string {
  if (!Number.isFinite(value) || Object.is(value, -0)) {
    const text = Object.is(value, -0) ? "-0" : String(value);
    throw new TypeError(`Cannot write the number ${text} as canonical JSON, at ${path}`);
  }
  return JSON.stringify(value);
}

function writeObject(value: object, path: string, ancestors: readonly object[]): string {
  if (ancestors.includes(value)) {
    throw new TypeError(`Cannot write a cycle as canonical JSON, at ${path}`);
  }
  const parents = [...ancestors, value];
  if (Array.isArray(value)) {
    const items = Array.from(value, (item, index) => write(item, `${path}[${index}]`, parents));
    return `[${items.join(",")}]`;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(
      `Cannot write an instance of ${prototype.constructor.name} as canonical JSON, at ${path}`,
    );
  }
  const members = Object.entries(value)
    .sort(([left], [right]) => compareText(left, right))
    .map(([key, member]) => `${JSON.stringify(key)}:${write(member, `${path}.${key}`, parents)}`);
  return `{${members.join(",")}}`;
}

/** Compares texts by code units, for sorting that is the same in every locale. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
