/**
 * All that may be written in an experiment, as entries to look up, made from the schema and the rows
 * of kinds themselves.
 */
import type { z } from "zod";
import { claimKinds } from "../claims/mod.ts";
import { corruptionKinds } from "../corruptions/mod.ts";
import { figureKinds } from "../figures/mod.ts";
import { gradientRuleKinds } from "../gradient_rules/mod.ts";
import { logKinds } from "../logs/mod.ts";
import { measureKinds } from "../measures/mod.ts";
import { modelKinds } from "../models/mod.ts";
import { objectiveKinds } from "../objectives/mod.ts";
import { optimizerKinds } from "../optimizers/mod.ts";
import { scheduleKinds } from "../schedules/mod.ts";
import { taskKinds } from "../tasks/mod.ts";
import { weightRuleKinds } from "../weight_rules/mod.ts";
import { experimentJsonSchema } from "./json_schema.ts";
import type { Kind } from "./kinds.ts";
import { PRESETS } from "./presets.ts";
import { columnEntries, type ColumnEntry } from "./reference_columns.ts";

type Schema = z.core.JSONSchema.JSONSchema;

/** What an experiment sets at a path. */
export interface SettingEntry {
  readonly path: string;
  /** "a number above 0", "one of a, b". */
  readonly type: string;
  /** As YAML; null where there is none. */
  readonly default: string | null;
  readonly required: boolean;
  readonly description: string;
}

export interface KindEntry {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  /** The paper or public code that it follows. */
  readonly source: string | null;
  /** Published numbers that it is tested against. */
  readonly published: readonly string[];
  readonly settings: readonly SettingEntry[];
}

/** Kinds that may stand in one place. */
export interface FamilyEntry {
  readonly noun: string;
  readonly path: string;
  readonly description: string;
  /** Settings that each of them has. */
  readonly common: readonly SettingEntry[];
  readonly kinds: readonly KindEntry[];
}

export interface Reference {
  readonly settings: readonly SettingEntry[];
  readonly families: readonly FamilyEntry[];
  readonly columns: readonly ColumnEntry[];
}

/** Tables of kinds by what one of them is called. */
const TABLES: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  task: taskKinds,
  corruption: corruptionKinds,
  model: modelKinds,
  objective: objectiveKinds,
  optimizer: optimizerKinds,
  "gradient rule": gradientRuleKinds,
  "weight rule": weightRuleKinds,
  schedule: scheduleKinds,
  measure: measureKinds,
  log: logKinds,
  figure: figureKinds,
  claim: claimKinds,
};

/** The reference of this version, in the order of an experiment. */
export function makeReference(): Reference {
  const settings: SettingEntry[] = [];
  const families: FamilyEntry[] = [];
  walk(experimentJsonSchema(), "", { settings, families });
  settings.push({
    path: PRESETS,
    type: "sections by name, each with a description and the settings that differ",
    default: null,
    required: false,
    description: "other sizes of the experiment, chosen with --preset; lists are replaced, null " +
      "takes a setting out, and claims are the preset's own",
  });
  return { settings, families, columns: columnEntries };
}

interface Found {
  readonly settings: SettingEntry[];
  readonly families: FamilyEntry[];
}

/** Notes the fields of a section, or the kinds that it may be of, and all below. */
function walk(node: Schema, path: string, found: Found): void {
  const kinds = kindsOf(node);
  if (kinds.length > 0) {
    found.families.push(familyOf(node, kinds, path, found));
    return;
  }
  for (const variant of variantsOf(node)) {
    for (const [key, child] of Object.entries(variant.properties ?? {})) {
      if (typeof child === "boolean") continue;
      const inner = path === "" ? key : `${path}.${key}`;
      const required = variant === node && (node.required ?? []).includes(key);
      if (!found.settings.some((known) => known.path === inner)) {
        found.settings.push(settingOf(child, inner, required));
      }
      walk(child, inner, found);
    }
  }
  const { items } = node;
  if (isSchema(items)) walk(items, `${path}[]`, found);
}

function familyOf(
  { description = "" }: Schema,
  kinds: readonly Schema[],
  path: string,
  { families }: Found,
): FamilyEntry {
  const names = kinds.map(kindName);
  const table = Object.entries(TABLES)
    .find(([, rows]) => names.every((name) => Object.hasOwn(rows, name)));
  if (table === undefined) throw new Error(`No table has the kinds ${names.join(", ")} of ${path}`);
  const [noun, rows] = table;
  const fields = kinds.map((kind) => fieldsOf(kind, path, families));
  const isCommon = (entry: SettingEntry) =>
    kinds.length > 1 &&
    fields.every((own) => own.some((each) => JSON.stringify(each) === JSON.stringify(entry)));
  return {
    noun,
    path,
    description,
    common: fields[0]!.filter(isCommon),
    kinds: names.map((kind, index): KindEntry => {
      const row = rows[kind]!;
      return {
        kind,
        title: row.title,
        description: row.description,
        source: row.source ?? null,
        published: publishedOf(row),
        settings: fields[index]!.filter((entry) => !isCommon(entry)),
      };
    }),
  };
}

function fieldsOf(kind: Schema, path: string, families: FamilyEntry[]): SettingEntry[] {
  const own: Found = { settings: [], families };
  const { kind: _, ...properties } = kind.properties ?? {};
  walk({ ...kind, properties }, path, own);
  return own.settings;
}

/** What rows say of networks and tables that others have published. */
function publishedOf(row: Kind): string[] {
  const published: unknown = Reflect.get(row, "published");
  if (!Array.isArray(published)) return [];
  return published.map(({ source, parameters, rows }) =>
    parameters === undefined ? `${source}: ${rows} rows` : `${source}: ${parameters} parameters`
  );
}

function settingOf(node: Schema, path: string, required: boolean): SettingEntry {
  return {
    path,
    type: typeText(node),
    default: node.default === undefined ? null : JSON.stringify(node.default),
    required,
    description: node.description ?? "",
  };
}

/** What a field takes, in words. */
function typeText(node: Schema): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return node.enum.map(String).join(", ");
  if (kindsOf(node).length > 0) return "a section of some kind";
  const variants = node.oneOf ?? node.anyOf;
  if (variants !== undefined) {
    return [...new Set(variants.filter(isSchema).map(variantText))].join(" or ");
  }
  switch (node.type) {
    case "integer":
    case "number":
      return `${node.type === "integer" ? "a whole number" : "a number"}${boundsText(node)}`;
    case "string":
      return "a text";
    case "boolean":
      return "true or false";
    case "array":
      return isSchema(node.items) ? `a list, each ${typeText(node.items)}` : "a list";
    default:
      return "a section";
  }
}

/** A section among several is known by its fields. */
function variantText(node: Schema): string {
  const fields = Object.keys(node.properties ?? {});
  return fields.length > 0 ? `{ ${fields.join(", ")} }` : typeText(node);
}

function boundsText(
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema,
): string {
  const isReal = (value: unknown): value is number =>
    typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  const bounds = [
    ...isReal(minimum) ? [`at least ${minimum}`] : [],
    ...isReal(exclusiveMinimum) ? [`above ${exclusiveMinimum}`] : [],
    ...isReal(maximum) ? [`at most ${maximum}`] : [],
    ...isReal(exclusiveMaximum) ? [`below ${exclusiveMaximum}`] : [],
  ];
  return bounds.length === 0 ? "" : `, ${bounds.join(" and ")}`;
}

function kindsOf(node: Schema): Schema[] {
  return (node.oneOf ?? []).filter(isSchema).filter((each) => kindName(each) !== "");
}

function kindName({ properties }: Schema): string {
  const kind = properties?.kind;
  return isSchema(kind) && kind.const !== undefined ? String(kind.const) : "";
}

function variantsOf(node: Schema): Schema[] {
  const variants = (node.anyOf ?? node.oneOf ?? []).filter(isSchema);
  return variants.length > 0 ? variants : [node];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
