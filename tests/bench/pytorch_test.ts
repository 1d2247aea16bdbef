/** A machine without PyTorch can be timed all the same. */
import assert from "node:assert/strict";
import { timePyTorch } from "../../bench/pytorch.ts";

async function timeWith(python: string) {
  const before = Deno.env.get("PYTHON");
  Deno.env.set("PYTHON", python);
  try {
    return await timePyTorch("pku", 1);
  } finally {
    if (before === undefined) Deno.env.delete("PYTHON");
    else Deno.env.set("PYTHON", before);
  }
}

Deno.test("timePyTorch() gives null where there is no Python", async () => {
  assert.equal(await timeWith("/nowhere/python3"), null);
});

Deno.test("timePyTorch() says what went wrong when the script fails for another reason", async () => {
  await assert.rejects(timeWith(Deno.execPath()), /^Error: Cannot time PyTorch on pku: /);
});
