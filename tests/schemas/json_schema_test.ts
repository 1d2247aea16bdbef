/** The schema for editors says what every field is. */
import assert from "node:assert/strict";
import { experimentJsonSchema, jsonSchemaText } from "../../schemas/json_schema.ts";

Deno.test("jsonSchemaText() is a draft-7 schema that needs only what has no default", () => {
  const schema = JSON.parse(jsonSchemaText());
  assert.equal(schema.$schema, "http://json-schema.org/draft-07/schema#");
  assert.deepEqual(schema.required, ["name", "title"]);
  assert.deepEqual(schema.anyOf, [
    { required: ["task", "model", "objective", "optimizer", "training"] },
    { required: ["imported"] }, // logs of others alone
  ]);
  assert.equal(schema.additionalProperties, false);
});

Deno.test("every field has a description", () => {
  const missing: string[] = [];
  function visit(node: unknown, path: string, described: boolean): void {
    if (typeof node !== "object" || node === null) return;
    if (!described && !("description" in node)) missing.push(path);
    if ("properties" in node) {
      for (const [key, child] of Object.entries(node.properties ?? {})) {
        visit(child, `${path}.${key}`, false);
      }
    }
    for (const alternatives of ["oneOf", "anyOf"] as const) {
      const children: unknown = Reflect.get(node, alternatives);
      if (Array.isArray(children)) { for (const child of children) visit(child, path, true); }
    }
    if ("items" in node) visit(node.items, `${path}[]`, true);
  }
  visit(experimentJsonSchema(), "", true);
  assert.deepEqual(missing, []);
});
