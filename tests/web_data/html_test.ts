import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { escape, policyOf, siteHtml } from "../../web_data/html.ts";

Deno.test("a page may run the script that it carries, and no other", () => {
  const policy = policyOf("let x = 1;", "a{}");
  const hash = createHash("sha256").update("let x = 1;").digest("base64");
  assert.match(policy, /default-src 'none'/);
  assert.ok(policy.includes(`script-src 'sha256-${hash}'`));
  assert.doesNotMatch(policy, /unsafe|connect-src|\*/);
});

Deno.test("a page of a site says that it is one, and asks nobody else", () => {
  const html = siteHtml('<head>\n<meta charset="utf-8">\n</head>');
  assert.match(html, /<meta name="regrok" content="site">/);
  assert.match(html, /connect-src 'self'/);
  assert.doesNotMatch(html, /'unsafe-inline'|'unsafe-eval'|https?:/);
});

Deno.test("escape() leaves nothing that a browser takes for a tag or the end of an attribute", () => {
  assert.equal(escape('<b a="1">&'), "&lt;b a=&quot;1&quot;>&amp;");
});
