/** The schema of experiments as JSON Schema, for editors and for people. */
import { z } from "zod";
import { Experiment, ImportedExperiment, OWN_SECTIONS } from "./experiment.ts";
import { PRESETS } from "./presets.ts";
import { RunSettings } from "./run_settings.ts";
import { schemaFields } from "./schema_issues.ts";
import { VARIANTS } from "./variants.ts";

type Schema = z.core.JSONSchema.JSONSchema;

/** Made once: it takes longer than a reading. */
let [own, imported]: [Schema?, Schema?] = [];

/** JSON Schema (draft 7, which YAML editors read) of an experiment at one of its sizes. */
export function experimentJsonSchema(): Schema {
  return own ??= {
    ...convert(Experiment),
    patternProperties: { "^x-": { description: "a place for anchors, which means nothing else" } },
  };
}

/** The same of an experiment that trains nothing. */
export function importedJsonSchema(): Schema {
  return imported ??= convert(ImportedExperiment);
}

function convert(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: "input", target: "draft-7" });
}

/** Paths of all fields that an experiment may have, whatever the kinds. */
export function experimentFields(): string[] {
  return schemaFields(experimentJsonSchema());
}

/** The schema of a whole file, presets included, as the text of a file. */
export function jsonSchemaText(): string {
  const whole = experimentJsonSchema();
  const { name: _, ...overridable } = whole.properties ?? {};
  const presets: Schema = {
    type: "object",
    description: "other sizes of this experiment, for run --preset; each says what differs",
    propertyNames: { pattern: "^[a-z0-9][a-z0-9-]*$" },
    additionalProperties: {
      type: "object",
      properties: overrides(overridable, "#/properties"),
      required: ["description"],
      additionalProperties: false,
    },
  };
  const sweep = describeVariants(whole.properties?.sweep);
  const sections: readonly string[] = OWN_SECTIONS;
  const text = {
    ...whole,
    required: whole.required?.filter((name) => !sections.includes(name)),
    anyOf: [{ required: [...sections] }, { required: ["imported"] }], // or what trains nothing
    properties: { ...whole.properties, sweep, [PRESETS]: presets },
  };
  return JSON.stringify(text, null, 2) + "\n";
}

/** The sections that a variant may change are described once, with those of presets. */
function describeVariants(sweep: Schema | boolean | undefined): Schema | boolean | undefined {
  if (typeof sweep !== "object") return sweep;
  const place = `#/properties/${PRESETS}/additionalProperties/properties`;
  const changes = Object.keys(RunSettings.shape).map((key) => [key, { $ref: `${place}/${key}` }]);
  const variant = {
    type: "object",
    properties: Object.fromEntries(changes),
    additionalProperties: false,
  } as const;
  const axis = { type: "object", additionalProperties: variant } as const;
  const variants = { ...Object(sweep.properties?.[VARIANTS]), additionalProperties: axis };
  return { ...sweep, properties: { ...sweep.properties, [VARIANTS]: variants } };
}

type Properties = NonNullable<Schema["properties"]>;

/** `place` is where these fields stand in the schema: what is no section is named, not repeated. */
function overrides(fields: Properties, place: string): Properties {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      const at = `${place}/${key}`;
      return [key, { anyOf: [asOverride(field, at), { type: "null" }] }];
    }),
  );
}

/** What a section may be in a preset: some of its fields, of whatever kind it is without that. */
function asOverride(field: Properties[string], place: string): Schema {
  if (typeof field === "boolean") return { $ref: place };
  const { properties, required: _, oneOf, default: __, ...rest } = field;
  if (properties !== undefined) {
    return { ...rest, properties: overrides(properties, `${place}/properties`) };
  }
  if (oneOf === undefined) return { $ref: place };
  return {
    ...rest,
    anyOf: oneOf.map((kind, index) => asOverride(kind, `${place}/oneOf/${index}`)),
  };
}
