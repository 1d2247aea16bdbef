/** Which paths there are, and what each of them is. Nothing else is ever answered. */
import { isLiveFile, type LiveFileName } from "./live_files.ts";

export type Route =
  | { readonly kind: "html" | "script" | "style" | "index" | "live" | "events" }
  /** A file of the page that trains, by its name. */
  | { readonly kind: "live file"; readonly name: LiveFileName }
  | { readonly kind: "experiment" | "curves"; readonly experiment: string }
  | { readonly kind: "history"; readonly experiment: string; readonly run: string }
  | {
    readonly kind: "frame";
    readonly experiment: string;
    readonly run: string;
    readonly step: number;
  };

const fixed: Readonly<Record<string, Route>> = {
  "/": { kind: "html" },
  "/index.html": { kind: "html" },
  "/page.js": { kind: "script" },
  "/page.css": { kind: "style" },
  "/data/index.json": { kind: "index" },
  "/data/live.json": { kind: "live" },
  "/events": { kind: "events" },
};

/** The route of a path as a browser sends it, null for one that there is not. */
export function routeOf(path: string): Route | null {
  if (Object.hasOwn(fixed, path)) return fixed[path]!;
  const name = path === "/live" ? "live.html" : path.slice(1);
  if (isLiveFile(name)) return { kind: "live file", name };
  const [, data, ...parts] = path.split("/").map(decoded);
  if (data !== "data" || parts.some((part) => part === null || part === "")) return null;
  const [experiment, second, third, fourth, ...rest] = parts as string[];
  if (rest.length > 0 || experiment === undefined) return null;
  if (third === undefined) {
    if (second === "experiment.json") return { kind: "experiment", experiment };
    return second === "curves.json" ? { kind: "curves", experiment } : null;
  }
  if (fourth === undefined) {
    return third === "history.json" ? { kind: "history", experiment, run: second! } : null;
  }
  const step = /^(0|[1-9]\d{0,14})\.bin$/.exec(fourth)?.[1];
  if (third !== "frames" || step === undefined) return null;
  return { kind: "frame", experiment, run: second!, step: Number(step) };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null; // a % that begins no byte
  }
}
