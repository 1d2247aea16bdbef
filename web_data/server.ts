/**
 * Answers the requests of pages on this machine: only reading, only known paths, only to pages that
 * it has itself sent. A page elsewhere that has a browser ask this server under a name of its own
 * (DNS rebinding) is refused by the Host header.
 */
import { ConfigError } from "../schemas/diagnostics.ts";
import { StoreError } from "../store/errors.ts";
import type { Catalogue } from "./catalogue.ts";
import { historyData } from "./curve_data.ts";
import { frameFor } from "./frames.ts";
import type { Live } from "./live.ts";
import type { LiveFiles } from "./live_files.ts";
import type { LiveOffers } from "./live_offers.ts";
import type { Page } from "./page.ts";
import { type Route, routeOf } from "./routes.ts";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A page that trains starts a worker, and the worker WebAssembly; nothing is made of text. */
const LIVE_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") +
  "; worker-src 'self'";

const HEADERS = {
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
} as const;

export interface Served {
  readonly catalogue: Catalogue;
  readonly live: Live;
  readonly page: Page;
  readonly liveFiles: LiveFiles;
  readonly liveOffers: LiveOffers;
}

/** The answer to a request that came to `port` of this machine. */
export async function answer(request: Request, port: number, served: Served): Promise<Response> {
  const host = request.headers.get("host");
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    return refusal(403, `This dashboard answers at http://127.0.0.1:${port}/ alone`);
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return refusal(405, "This dashboard only shows; it takes nothing");
  }
  const route = routeOf(new URL(request.url).pathname);
  if (route === null) return refusal(404, "There is nothing at this path");
  try {
    const found = await find(route, served);
    return found ?? refusal(404, `There is no such ${subjects[route.kind] ?? "thing"}`);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof StoreError || error instanceof Error) {
      return refusal(500, error.message);
    }
    throw error;
  }
}

const subjects: Partial<Record<Route["kind"], string>> = {
  experiment: "experiment",
  curves: "experiment",
  history: "run",
  frame: "checkpoint, or it has no pictures",
};

async function find(
  route: Route,
  { catalogue, live, page, liveFiles, liveOffers }: Served,
): Promise<Response | null> {
  switch (route.kind) {
    case "html":
      return respond(page.html, "text/html; charset=utf-8");
    case "script":
      return respond(page.script, "text/javascript; charset=utf-8");
    case "style":
      return respond(page.style, "text/css; charset=utf-8");
    case "index":
      return json(catalogue.index());
    case "live":
      return json(await liveOffers.index());
    case "live file": {
      const { content, type } = await liveFiles.read(route.name);
      return respond(content as Uint8Array<ArrayBuffer>, type, LIVE_POLICY);
    }
    case "events":
      return respond(live.subscribe(), "text/event-stream");
    case "experiment":
    case "curves": {
      const text = await catalogue.text(route.experiment, route.kind);
      return text === null ? null : respond(text, "application/json");
    }
    case "history": {
      const points = await findPoints(catalogue, route);
      return json(points && historyData(points));
    }
    case "frame": {
      const snapshot = await catalogue.snapshot(route.experiment);
      const run = snapshot?.runs.find(({ run: { id } }) => id === route.run);
      if (snapshot === null || run === undefined) return null;
      const { workspace } = catalogue;
      const frame = await frameFor({ workspace, snapshot, run }, route.step);
      return frame && respond(frame as Uint8Array<ArrayBuffer>, "application/octet-stream");
    }
  }
}

async function findPoints(
  catalogue: Catalogue,
  { experiment, run }: Extract<Route, { kind: "history" }>,
) {
  const snapshot = await catalogue.snapshot(experiment);
  if (snapshot === null) return null;
  const own = snapshot.runs.find(({ run: { id } }) => id === run);
  return (own ?? snapshot.loaded.imported.find(({ id }) => id === run))?.points ?? null;
}

function json(value: object | null): Response | null {
  return value && respond(JSON.stringify(value), "application/json");
}

function respond(body: BodyInit, type: string, policy = POLICY): Response {
  const headers = { ...HEADERS, "content-type": type, "content-security-policy": policy };
  return new Response(body, { headers });
}

function refusal(status: number, message: string): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8" },
  });
}
