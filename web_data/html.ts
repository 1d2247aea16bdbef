/** Pages that stand without a server: what they are is said in the page, and what they may do. */
import { createHash } from "node:crypto";

/** Nothing from anywhere else, and nothing made of text, whoever sends the files. */
const SITE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A page of the dashboard as one of a site. */
export function siteHtml(html: string): string {
  return html.replace(
    '<meta charset="utf-8">',
    `<meta charset="utf-8">\n${policyTag(SITE_POLICY)}\n<meta name="regrok" content="site">`,
  );
}

/** The policy of a page that carries its script and style: these two by their hashes, and no others. */
export function policyOf(script: string, style: string): string {
  return policyTag([
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; "));
}

function policyTag(policy: string): string {
  return `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
