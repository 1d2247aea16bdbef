/** The schema of experiments as JSON Schema, for editors and for people. */
import { z } from "zod";
import { Experiment } from "./experiment.ts";

let schema: z.core.JSONSchema.JSONSchema | undefined; // made once: it takes longer than a reading

/** JSON Schema (draft 7, which YAML editors read) of what may be written in an experiment. */
export function experimentJsonSchema(): z.core.JSONSchema.JSONSchema {
  return schema ??= {
    ...z.toJSONSchema(Experiment, { io: "input", target: "draft-7" }),
    patternProperties: { "^x-": { description: "a place for anchors, which means nothing else" } },
  };
}

/** The same as the text of a file. */
export function jsonSchemaText(): string {
  return JSON.stringify(experimentJsonSchema(), null, 2) + "\n";
}
