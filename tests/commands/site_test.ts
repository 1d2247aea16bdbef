/** `report` and `site` on a run of the tiny experiment. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { exitCodes } from "../../commands/exit.ts";
import { listTree } from "../store/fixtures/folder.ts";
import { damage, fileOf, inFolder, runCli, tiny } from "./cli.ts";

const read = (...path: string[]) => Deno.readTextFileSync(join(...path));

Deno.test("a report is one file that carries all it reads, and a site is all files", () =>
  inFolder(async (folder) => {
    const nothing = await runCli(folder, "report", tiny);
    assert.equal(nothing.code, exitCodes.usage);
    assert.match(nothing.stderr, /Nothing was run of .*tiny\.yaml/);
    assert.equal((await runCli(folder, "run", tiny)).code, exitCodes.done);

    const { code, stdout, stderr } = await runCli(folder, "report", tiny);
    assert.equal(code, exitCodes.done, stderr);
    const html = read(folder, stdout.trim());
    assert.ok(html.length < 5_000_000);
    const [, script] = /<script type="module">([^]*)<\/script>/.exec(html)!;
    const hash = createHash("sha256").update(script!).digest("base64");
    assert.ok(html.includes(`script-src 'sha256-${hash}'`));
    assert.doesNotMatch(html.replace(script!, ""), /(?:src|href)="(?!data:)/);
    const [, packed] = /id="file:data\/tiny\/experiment\.json">([^<]*)</.exec(html)!;
    const data = JSON.parse(gunzipSync(Buffer.from(packed!, "base64")).toString());
    assert.equal(data.name, "tiny");
    for (const { expected } of data.claims) assert.ok(html.includes(expected.slice(0, 20)));
    assert.match(html, /<img src="data:image\/svg\+xml;base64,/);

    const site = join(folder, "public");
    const made = await runCli(folder, "site", tiny, "--to", "public", "--no-live");
    assert.equal(made.code, exitCodes.done, made.stderr);
    const files = listTree(site);
    for (const name of ["index.html", "page.js", "page.css", "environment.json", "CITATION.cff"]) {
      assert.ok(files.includes(name), name);
    }
    assert.ok(!files.includes("live.html"));
    const { experiments } = JSON.parse(read(site, "data/index.json"));
    assert.deepEqual(experiments.map(({ name }: { name: string }) => name), ["tiny"]);
    const crate = JSON.parse(read(site, "ro-crate-metadata.json"));
    const entities = new Map<string, { "@type": unknown; hasPart?: { "@id": string }[] }>(
      crate["@graph"].map((entity: { "@id": string }) => [entity["@id"], entity]),
    );
    assert.equal(entities.size, crate["@graph"].length); // no id twice
    for (const { "@id": id } of entities.get("./")!.hasPart!) {
      assert.ok(existsSync(join(site, ...id.split("/").map(decodeURIComponent))), id);
    }
    const actions = [...entities.values()].filter((each) => each["@type"] === "CreateAction");
    assert.ok(actions.length > 5);

    const [run] = data.runs as [{ id: string }];
    damage(folder, (await fileOf(folder, `train/tiny/${run.id}`, "checkpoint.safetensors"))!);
    const without = await runCli(folder, "site", tiny, "--to", "public", "--no-live");
    assert.equal(without.code, exitCodes.done, without.stderr);
    const [left] = /^tiny: without .*$/m.exec(without.stderr)!;
    assert.match(
      left,
      new RegExp(`pictures of run ${run.id} at step \\d+, since a file is not whole`),
    );

    Deno.writeTextFileSync(join(folder, "mine.txt"), "mine");
    const refused = await runCli(folder, "site", tiny, "--to", ".");
    assert.deepEqual([refused.code, read(folder, "mine.txt")], [exitCodes.usage, "mine"]);
    assert.match(refused.stderr, /holds other files than a site: they stay/);
  }));
