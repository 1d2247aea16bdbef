/** Other processes of this program. */

/**
 * Starts this same `deno`, under the name that the permission to run it was given for; what it says on
 * stderr is read by whoever starts it.
 *
 * @throws {Error} when it is not where its name leads.
 */
export function startDeno(
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "stdin" | "stdout">,
): Deno.ChildProcess {
  const path = Deno.execPath();
  const { state } = Deno.permissions.querySync({ name: "run", command: path });
  try {
    return new Deno.Command(state === "granted" ? path : "deno", {
      ...options,
      args: [...args],
      env: { DENO_NO_UPDATE_CHECK: "1" },
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Cannot find "deno" to start another process: put "${path}" on the PATH`);
  }
}
