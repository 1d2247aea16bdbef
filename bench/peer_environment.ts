/** The environment in which peers are timed: their own choices, whatever this shell has set. */

/**
 * Variables that keep OpenBLAS or PyTorch from their best: a kernel for another processor (with
 * OPENBLAS_CORETYPE=Haswell, one with AVX-512 runs at half its speed), or a number of threads.
 */
const HINDERING = /^(OPENBLAS|GOTO|OMP|GOMP|KMP|MKL|DNNL|ONEDNN|ATEN)_/;

/** Names of such variables that are set here. */
function hinderingVariables(): string[] {
  return Object.keys(Deno.env.toObject()).filter((name) => HINDERING.test(name)).sort();
}

/** The whole environment of a peer's process: ours without them, and what is given here. */
export function peerEnvironment(given: Readonly<Record<string, number>>): Record<string, string> {
  const ours = Object.entries(Deno.env.toObject()).filter(([name]) => !HINDERING.test(name));
  const theirs = Object.entries(given).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries([...ours, ...theirs]);
}

/** Takes them out of the environment of this process, before a peer's library is loaded; tells which. */
export function freeFromHindrance(): readonly string[] {
  const found = hinderingVariables();
  for (const name of found) Deno.env.delete(name);
  return found;
}
