/** The machine's C compiler: which one there is, and libraries that it makes of printed programs. */
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

export async function compile(source: string): Promise<string> {
  const folder = join(tmpdir(), "native-cache");
  await Deno.mkdir(folder, { recursive: true });
  const cc = Deno.env.get("CC") ?? "gcc";
  const flags = (Deno.env.get("NATIVE_FLAGS") ?? "-O3 -march=native -mprefer-vector-width=512").split(" ");
  const hash = createHash("sha256").update(cc + flags.join(" ") + source).digest("hex");
  const library = join(folder, `${hash}.so`);
  try {
    await Deno.stat(library);
    return library;
  } catch { /* made below */ }
  const file = join(folder, `${hash}.c`);
  await Deno.writeTextFile(file, source);
  const { success, stderr } = await new Deno.Command(cc, {
    args: [...flags, "-std=gnu11", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-fwrapv", "-shared", "-fPIC", file, "-o", `${library}.part`, "-lm", "-lpthread"],
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  await Deno.rename(`${library}.part`, library);
  return library;
}
