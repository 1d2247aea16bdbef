/** `schema`: the JSON Schema of experiments, for editors. */
import { jsonSchemaText } from "../schemas/json_schema.ts";
import { exitCodes } from "./exit.ts";
import { writeOrPrint } from "./files.ts";

export async function schemaCommand({ output }: { output?: string }): Promise<number> {
  await writeOrPrint(jsonSchemaText(), output);
  return exitCodes.done;
}
