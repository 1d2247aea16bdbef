/** `schema`: the JSON Schema of experiments, for editors. */
import { jsonSchemaText } from "../schemas/json_schema.ts";
import { exitCodes } from "./exit.ts";

export async function schemaCommand({ output }: { output?: string }): Promise<number> {
  if (output === undefined) console.log(jsonSchemaText());
  else await Deno.writeTextFile(output, jsonSchemaText());
  return exitCodes.done;
}
