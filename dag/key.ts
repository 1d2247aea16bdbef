/** Differences between two keys, as reasons with names that people can read. */
import { canonicalJson, compareText, type Json } from "../store/canonical_json.ts";
import type { KeyObject } from "../store/record.ts";

/** Why something has to run. `sentence` is for people, `name` for programs. */
export interface Reason {
  readonly name:
    | "neverBuilt"
    | "parameterChanged"
    | "inputChanged"
    | "codeChanged"
    | "engineChanged"
    | "fileMissing"
    | "moreLinks"
    | "inputMayChange";
  readonly sentence: string;
}

/**
 * What changed from one key to another, one reason for each leaf of the parameters, each input,
 * the code, the engine, the link. Inputs named in `ignored` are not compared.
 */
export function compareKeys(
  before: KeyObject,
  after: KeyObject,
  ignored: ReadonlySet<string> = new Set(),
): Reason[] {
  const reasons: Reason[] = [];
  const add = (name: Reason["name"], sentence: string) => reasons.push({ name, sentence });
  for (const { path, from, to } of compareLeaves(before.params, after.params, "")) {
    add(
      "parameterChanged",
      describeChange(path === "" ? "parameter" : `parameter ${path}`, from, to),
    );
  }
  for (const { path, from, to } of compareLeaves(before.link, after.link, "")) {
    add(
      "parameterChanged",
      describeChange(path === "" ? "first link" : `"${path}" of the first link`, from, to),
    );
  }
  const names = new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)]);
  for (const name of [...names].sort(compareText)) {
    if (ignored.has(name)) continue;
    if (!isSame(before.inputs[name], after.inputs[name])) {
      add("inputChanged", `input ${name} changed`);
    }
  }
  if (before.code !== after.code) add("codeChanged", "code of the stage changed");
  if (before.engine !== after.engine) {
    add("engineChanged", describeChange("engine", before.engine, after.engine));
  }
  return reasons;
}

interface LeafChange {
  readonly path: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

/** Leaves that differ; a branch that exists on one side only counts as one leaf. */
function compareLeaves(from: Json | undefined, to: Json | undefined, path: string): LeafChange[] {
  if (isSame(from, to)) return [];
  if (!isBranch(from) || !isBranch(to) || Array.isArray(from) !== Array.isArray(to)) {
    return [{ path, from, to }];
  }
  const left = new Map(Object.entries(from));
  const right = new Map(Object.entries(to));
  const names = new Set([...left.keys(), ...right.keys()]);
  return [...names].sort(compareText).flatMap((name) =>
    compareLeaves(left.get(name), right.get(name), path === "" ? name : `${path}.${name}`)
  );
}

function isBranch(
  value: Json | undefined,
): value is Exclude<Json, string | number | boolean | null> {
  return typeof value === "object" && value !== null;
}

function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonicalJson(left) === canonicalJson(right);
}

function describeChange(what: string, from: Json | undefined, to: Json | undefined): string {
  if (from === undefined) return `${what} is new (${abbreviate(to)})`;
  if (to === undefined) return `${what} is gone (was ${abbreviate(from)})`;
  return `${what} changed from ${abbreviate(from)} to ${abbreviate(to)}`;
}

function abbreviate(value: Json | undefined): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
