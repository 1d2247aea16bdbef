import assert from "node:assert/strict";
import { decodeConfig } from "../../schemas/config_text.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("decodeConfig() reads UTF-8, with a byte order mark or without", () => {
  assert.equal(decodeConfig(bytes("title: é顿\n"), "a.yaml"), "title: é顿\n");
  assert.equal(decodeConfig(bytes("\ufefftitle: a\n"), "a.yaml"), "title: a\n");
  assert.equal(decodeConfig(new Uint8Array(), "a.yaml"), "");
});

Deno.test("decodeConfig() names the first line that is not UTF-8", () => {
  const latin1 = Uint8Array.from([
    ...bytes("name: a\n顿: 1\ntitle: "),
    0xe9,
    ...bytes("tude\nb: 1\n"),
  ]);
  assert.throws(
    () => decodeConfig(latin1, "a.yaml"),
    /^ConfigError: a.yaml:3: this line is not UTF-8/,
  );
  const cut = bytes("title: 顿").slice(0, -1);
  assert.throws(
    () => decodeConfig(cut, "a.yaml"),
    /^ConfigError: a.yaml:1: this line is not UTF-8/,
  );
});

Deno.test("decodeConfig() says so when a file is UTF-16", () => {
  for (const mark of [[0xff, 0xfe], [0xfe, 0xff]]) {
    assert.throws(
      () => decodeConfig(Uint8Array.from([...mark, 65, 0]), "a.yaml"),
      /UTF-16; save it as/,
    );
  }
});
