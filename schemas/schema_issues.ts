/** Zod's findings in the words of this project: what is wrong, and the cure. */
import type { z } from "zod";
import { shorten } from "../terminal/escape.ts";
import type { Problem } from "./diagnostics.ts";
import { nearestName, type Path, valueAt } from "./fields.ts";
import { findMeaning } from "./synonyms.ts";

type Issue = z.core.$ZodIssue;
type Schema = z.core.JSONSchema.JSONSchema;

const nouns: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  object: "a section with keys",
  record: "a section with keys",
  array: "a list",
};

/**
 * One problem for each thing that is wrong with `data`, said with the descriptions of `schema`,
 * the JSON Schema of the same shape.
 */
export function describeIssues(
  issues: readonly Issue[],
  data: unknown,
  schema: Schema,
): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((key) => typeof key === "symbol" ? String(key) : key);
    if (issue.code === "unrecognized_keys") {
      const known = knownKeys(schemaAt(schema, data, path), valueAt(data, path));
      return issue.keys.map((key) => unknownKey([...path, key], known, schema));
    }
    const value = valueAt(data, path);
    const { description, type } = schemaAt(schema, data, path) ?? {};
    const finding = value === undefined
      ? describeMissing(issue)
      : describeIssue(issue, value, type === "integer");
    return [{ path, message: description ? `${finding} (${description})` : finding }];
  });
}

function describeMissing(issue: Issue): string {
  const options = optionsOf(issue);
  return options === undefined ? "is missing" : `is missing; choose one of ${options.join(", ")}`;
}

function describeIssue(issue: Issue, value: unknown, whole: boolean): string {
  const found = `found ${show(value)}`;
  const options = optionsOf(issue);
  if (options !== undefined) {
    const meant = typeof value === "string" ? nearestName(value, options) : undefined;
    return `must be one of ${options.join(", ")}; ${found}` +
      (meant === undefined ? "" : `, did you mean ${meant}?`);
  }
  switch (issue.code) {
    case "invalid_type":
      return `must be ${nouns[whole ? "int" : issue.expected] ?? issue.expected}, ${found}`;
    case "too_small": {
      if (issue.origin === "array") return `needs at least ${issue.minimum} item`;
      if (issue.origin === "string") return "must not be empty";
      return `must be ${issue.inclusive ? "at least" : "above"} ${issue.minimum}, ${found}`;
    }
    case "too_big":
      if (issue.origin === "string") return `must have at most ${issue.maximum} letters, ${found}`;
      return `must be ${issue.inclusive ? "at most" : "below"} ${issue.maximum}, ${found}`;
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    default:
      return typeof value === "object" ? issue.message : `${issue.message}, ${found}`;
  }
}

function optionsOf(issue: Issue): string[] | undefined {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) {
    return "options" in issue ? issue.options?.map(String) : undefined;
  }
  return undefined;
}

function unknownKey(path: Path, known: readonly string[], schema: Schema): Problem {
  const key = String(path.at(-1));
  // Fields of another kind of this section would not help: they do not fit the kind that is here.
  const here = `${path.slice(0, -1).join(".")}.`;
  const elsewhere = schemaFields(schema).filter((field) => !field.startsWith(here));
  // A field of another section under its own name is meant before a similar one of this section.
  const moved = elsewhere.filter((field) => field.split(".").at(-1) === key);
  const meant = findMeaning(key, known) ??
    (moved.length > 0 && moved.length <= 3 ? moved.join(" or ") : undefined) ??
    nearestName(key, known) ?? findMeaning(key, elsewhere);
  const cure = meant === undefined
    ? `known keys are ${known.join(", ")}`
    : `did you mean ${meant}?`;
  return { path, message: `unknown key; ${cure}`, atKey: true };
}

/** Paths of all fields that a schema has, whatever the kinds, each once. */
export function schemaFields(schema: Schema, prefix = ""): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return isSchema(child) ? [path, ...schemaFields(child, path)] : [path];
  });
  const kinds = [...schema.oneOf ?? [], ...schema.anyOf ?? []].filter(isSchema);
  return [...new Set([...own, ...kinds.flatMap((kind) => schemaFields(kind, prefix))])];
}

/** Longer values are known by their beginning. */
const LONGEST_VALUE = 80;

function show(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a section with keys";
  if (value === null) return "nothing";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return shorten(text, LONGEST_VALUE);
}

function schemaAt(schema: Schema, data: unknown, path: Path): Schema | undefined {
  let node: Schema | undefined = schema;
  for (const [depth, key] of path.entries()) {
    if (node === undefined) return undefined;
    node = childOf(chooseKind(node, valueAt(data, path.slice(0, depth))), key);
  }
  return node;
}

function knownKeys(schema: Schema | undefined, data: unknown): string[] {
  return schema === undefined ? [] : Object.keys(chooseKind(schema, data).properties ?? {});
}

/** Of alternatives told apart by `kind`, the one that the data names. */
function chooseKind(schema: Schema, data: unknown): Schema {
  const kind = valueAt(data, ["kind"]);
  const chosen = schema.oneOf?.filter(isSchema).find(({ properties }) => {
    const named = properties?.kind;
    return isSchema(named) && named.const === kind;
  });
  return chosen ?? schema;
}

function childOf(schema: Schema, key: string | number): Schema | undefined {
  const child = typeof key === "number"
    ? schema.items
    : Object.hasOwn(schema.properties ?? {}, key)
    ? schema.properties?.[key]
    : schema.additionalProperties;
  return isSchema(child) ? child : undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
