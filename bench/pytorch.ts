/** The peer: the same step in PyTorch, run by Python where both are installed. */
import { fileURLToPath } from "node:url";

/** What bench/pytorch_step.py prints. */
export interface PyTorchTiming {
  /** Median milliseconds per step. */
  readonly median: number;
  readonly version: string;
}

/**
 * Times the step of a network of `bench/networks.ts`; null where there is no Python, or no PyTorch
 * for it. The environment variable PYTHON names another interpreter than python3.
 * @throws {Error} with what Python said when the script fails for another reason.
 */
export async function timePyTorch(
  network: string,
  threads: number,
): Promise<PyTorchTiming | null> {
  const script = fileURLToPath(new URL("./pytorch_step.py", import.meta.url));
  const python = new Deno.Command(Deno.env.get("PYTHON") ?? "python3", {
    args: [script, network, String(threads)],
    stdout: "piped",
    stderr: "piped",
  });
  try {
    const { success, stdout, stderr } = await python.output();
    if (success) return JSON.parse(new TextDecoder().decode(stdout));
    const said = new TextDecoder().decode(stderr).trim();
    if (said.includes("No module named 'torch'")) return null;
    throw new Error(`Cannot time PyTorch on ${network}: ${said}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
