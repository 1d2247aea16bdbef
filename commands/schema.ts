/** `schema`: the JSON Schema of experiments, for editors. */
import { jsonSchemaText } from "../schemas/json_schema.ts";
import { storeError } from "../store/errors.ts";
import { print } from "../terminal/output.ts";
import { exitCodes } from "./exit.ts";

export async function schemaCommand({ output }: { output?: string }): Promise<number> {
  const text = jsonSchemaText();
  if (output === undefined) {
    print(text.trimEnd());
    return exitCodes.done;
  }
  try {
    await Deno.writeTextFile(output, text);
  } catch (error) {
    throw storeError("write", output, error);
  }
  return exitCodes.done;
}
