/**
 * Variants: named versions of whole sections as an axis of a sweep, for what no single field can
 * say, such as optimizers of several kinds, each with its own settings.
 */
import { z } from "zod";
import type { Problem } from "./diagnostics.ts";
import { type Axes, type Path, valueAt } from "./fields.ts";

/** Begins the name under which figures and claims refer to an axis of variants. */
export const VARIANTS = "variants";

const name = (what: string) =>
  z.string().max(60).regex(/^[A-Za-z][A-Za-z0-9-]*$/, {
    error: `${what} must be letters, digits and hyphens, because folders are named after it`,
  });

/** What each variant changes in the settings of a run, by name, by axis. */
export const VariantSettings = z.record(
  name("an axis of variants"),
  z.record(name("a variant"), z.record(z.string(), z.unknown())),
);
export type VariantSettings = z.infer<typeof VariantSettings>;

/** Sections that are one choice among schedules: half of one and half of another is none. */
const REPLACED_WHOLE: ReadonlySet<string> = new Set([
  "evaluation",
  "batchAverages",
  "checkpoints",
]);

type Section = Readonly<Record<string, unknown>>;

/**
 * The settings with these changes: sections are merged by field, lists and single values are
 * replaced, null takes a field out, and a section of another kind takes the place of the first.
 */
export function mergeSettings(settings: unknown, changes: Section): Section {
  const merged: Record<string, unknown> = isSection(settings) ? { ...settings } : {};
  for (const [key, change] of Object.entries(changes)) {
    const own = Object.hasOwn(merged, key) ? merged[key] : undefined;
    if (change === null) delete merged[key];
    else if (isSection(change) && isSection(own) && isMerged(key, own.kind, change.kind)) {
      merged[key] = mergeSettings(own, change);
    } else merged[key] = change;
  }
  return merged;
}

/** Whether a change of a section leaves its other fields; `kind` is undefined where none is given. */
export function isMerged(key: string, ownKind: unknown, kind: unknown): boolean {
  return !REPLACED_WHOLE.has(key) && (kind === undefined || kind === ownKind);
}

function isSection(value: unknown): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The variants that these axes choose, with their places in the experiment. */
export function chosenVariants(
  variants: VariantSettings,
  axes: Axes,
): { readonly at: Path; readonly changes: Section }[] {
  return Object.entries(variants).flatMap(([axis, versions]) => {
    const chosen = String(axes[`${VARIANTS}.${axis}`]);
    const changes = versions[chosen];
    return changes === undefined ? [] : [{ at: ["sweep", VARIANTS, axis, chosen], changes }];
  });
}

/** The axis of which every variant sets this field, if there is one. */
export function settingVariants(variants: VariantSettings, path: Path): string | undefined {
  return Object.keys(variants).find((axis) =>
    Object.values(variants[axis]!).every((changes) => valueAt(changes, path) !== undefined)
  );
}

/** Sections that no run has, and axes without a choice. */
export function* checkVariants(
  variants: VariantSettings,
  sections: readonly string[],
): Generator<Problem> {
  for (const [axis, versions] of Object.entries(variants)) {
    const path = ["sweep", VARIANTS, axis];
    if (Object.keys(versions).length === 0) {
      yield { path, message: "lists no variant; name at least one", atKey: true };
    }
    for (const [variant, changes] of Object.entries(versions)) {
      for (const section of Object.keys(changes)) {
        if (sections.includes(section)) continue;
        const message = `is no section of a run; a variant changes ${sections.join(", ")}`;
        yield { path: [...path, variant, section], message, atKey: true };
      }
    }
  }
}
