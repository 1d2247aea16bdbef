/** The native stage: programs in the form that the native engine reads, which names their C. */
import { oneShot } from "../dag/stage.ts";
import { writeNative } from "../engines/native/program_file.ts";
import { parseProgram } from "../graph/text.ts";

export const native = oneShot("native", async ({ inputs, read }) => {
  const files = Object.entries(inputs).map(async ([name, [text]]) => {
    const program = parseProgram(new TextDecoder().decode(await read(text!)));
    return [`${name}.native`, writeNative(program)] as const;
  });
  return Object.fromEntries(await Promise.all(files));
});
