/** Peers are timed by their own choices, whatever the shell has set. */
import assert from "node:assert/strict";
import { freeFromHindrance, peerEnvironment } from "../../bench/peer_environment.ts";

Deno.test("a peer's process does not hear of another processor's kernel, and keeps all else", () => {
  Deno.env.set("OPENBLAS_CORETYPE", "Haswell");
  const environment = peerEnvironment({ OMP_NUM_THREADS: 2 });
  assert.equal(environment.OPENBLAS_CORETYPE, undefined);
  assert.equal(environment.OMP_NUM_THREADS, "2");
  assert.equal(environment.PATH, Deno.env.get("PATH"));
  assert.ok(freeFromHindrance().includes("OPENBLAS_CORETYPE"));
  assert.equal(Deno.env.get("OPENBLAS_CORETYPE"), undefined);
});
