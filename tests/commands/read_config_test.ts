import assert from "node:assert/strict";
import { join } from "node:path";
import { UsageError } from "../../commands/exit.ts";
import { readConfig } from "../../commands/read_config.ts";

Deno.test("of files of one name, that in the folder is meant which was named", async () => {
  const message = (path: string) => ({ message: new RegExp(`did you mean ${path}\\?`) });
  await assert.rejects(
    () => readConfig("configs/quickstrat.yaml"),
    message("configs/quickstart.yaml"),
  );
  await assert.rejects(
    () => readConfig("configs/forks/quickstrat.yaml"),
    message("configs/forks/quickstart.yaml"),
  );
});

Deno.test("readConfig() refuses at once what is no file, or no text of an experiment", async () => {
  const folder = await Deno.makeTempDir({ prefix: "regrok-config-" });
  const path = (name: string) => join(folder, name);
  const refuse = (name: string, message: RegExp) =>
    assert.rejects(
      () => readConfig(path(name)),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  try {
    await new Deno.Command("mkfifo", { args: [path("pipe.yaml")] }).output();
    await refuse("pipe.yaml", /is not a file/);
    await refuse(".", /is not a file/);
    await refuse("none.yaml", /There is no file ".*none.yaml"/);
    Deno.writeTextFileSync(path("large.yaml"), "");
    Deno.truncateSync(path("large.yaml"), 100_000_000);
    await refuse("large.yaml", /it has 100000000 bytes, and at most 1000000 are read/);
    Deno.writeFileSync(path("latin.yaml"), Uint8Array.of(0x61, 0x0a, 0xe9));
    await assert.rejects(
      () => readConfig(path("latin.yaml")),
      /latin.yaml:2: this line is not UTF-8/,
    );
    Deno.writeTextFileSync(path("good.yaml"), "\ufeffname: é\n");
    assert.equal(await readConfig(path("good.yaml")), "name: é\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
