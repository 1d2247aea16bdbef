/** Two experiments never share the folders of one name. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { UsageError } from "../../commands/exit.ts";
import { checkName, keepName } from "../../commands/names.ts";
import { Store } from "../../store/store.ts";

async function inProject(test: (folder: string, store: Store) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "regrok-names-" });
  try {
    Deno.writeTextFileSync(join(folder, "first.yaml"), "name: a\nseeds: [0]\n");
    Deno.writeTextFileSync(join(folder, "second.yaml"), "name: a\nseeds: [1]\n");
    await test(folder, new Store(join(folder, "artifacts")));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a name belongs to the file that was run first; another file is refused", () =>
  inProject(async (folder, store) => {
    const [first, second] = ["first.yaml", "second.yaml"].map((name) => join(folder, name));
    await checkName(store, "a", second!);
    await keepName(store, "a", first!, {});
    await checkName(store, "a", first!);
    await checkName(store, "b", second!);
    await assert.rejects(
      () => checkName(store, "a", second!),
      (error) =>
        error instanceof UsageError && error.message.includes("second.yaml") &&
        error.message.includes("first.yaml"),
    );
    Deno.symlinkSync(first!, join(folder, "link.yaml"));
    await checkName(store, "a", join(folder, "link.yaml"));
    Deno.writeTextFileSync(first!, "name: [broken\n");
    await assert.rejects(() => checkName(store, "a", second!), UsageError);
  }));

Deno.test("a file that moved, was renamed or is the same text gives its name up", () =>
  inProject(async (folder, store) => {
    const [first, second] = ["first.yaml", "second.yaml"].map((name) => join(folder, name));
    await keepName(store, "a", first!, {});
    Deno.copyFileSync(first!, join(folder, "copy.yaml"));
    await checkName(store, "a", join(folder, "copy.yaml"));
    Deno.writeTextFileSync(first!, "name: other\n");
    await checkName(store, "a", second!);
    Deno.removeSync(first!);
    await checkName(store, "a", second!);
  }));

Deno.test("a name that --set gave belongs to its file, which has another name itself", () =>
  inProject(async (folder, store) => {
    const [first, second] = ["first.yaml", "second.yaml"].map((name) => join(folder, name));
    await keepName(store, "b", first!, { set: ["seeds=[3]", " name = b"] });
    await checkName(store, "b", first!);
    await assert.rejects(() => checkName(store, "b", second!), UsageError);
  }));

Deno.test("what is remembered moves with the project, and damage to it stops nobody", () =>
  inProject(async (folder, store) => {
    await keepName(store, "a", join(folder, "first.yaml"), {});
    const moved = `${folder}-moved`;
    Deno.renameSync(folder, moved);
    try {
      const there = new Store(join(moved, "artifacts"));
      await checkName(there, "a", join(moved, "first.yaml"));
      await assert.rejects(() => checkName(there, "a", join(moved, "second.yaml")), UsageError);
      Deno.writeTextFileSync(join(moved, "artifacts/.regrok/names/a.json"), "{");
      await checkName(there, "a", join(moved, "second.yaml"));
    } finally {
      Deno.renameSync(moved, folder);
    }
  }));

Deno.test("a preset's name belongs to its file as long as that has the preset", () =>
  inProject(async (folder, store) => {
    const [first, second] = ["first.yaml", "second.yaml"].map((name) => join(folder, name));
    const preset = "presets: { small: { description: quick } }\n";
    Deno.writeTextFileSync(first!, `name: a\n${preset}`);
    Deno.writeTextFileSync(second!, "name: a-small\n");
    await keepName(store, "a-small", first!, { preset: "small" });
    await checkName(store, "a-small", first!);
    await assert.rejects(() => checkName(store, "a-small", second!), UsageError);
    Deno.writeTextFileSync(first!, "name: a\n");
    await checkName(store, "a-small", second!);
  }));
