import assert from "node:assert/strict";
import { runCommand, statusCommand } from "../../../web/download/commands.ts";

Deno.test("commands are as one types them, quoted where a shell needs it", () => {
  assert.equal(
    runCommand({ file: "configs/my own's.yaml", preset: "small", artifacts: null }),
    `./regrok run 'configs/my own'\\''s.yaml' --preset small`,
  );
  assert.equal(
    statusCommand(
      { file: "configs/a.yaml", preset: null, artifacts: "/tmp/some results" },
      ["seed<2", "state=done"],
      "-train99",
    ),
    "./regrok status configs/a.yaml --artifacts '/tmp/some results' --where 'seed<2' --where state=done --sort train99 --reverse",
  );
});
