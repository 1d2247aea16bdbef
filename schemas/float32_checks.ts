/** Numbers that float32, in which networks are trained, cannot hold. */
import type { FieldProblem } from "./kinds.ts";
import { fieldPaths, valueAt } from "./fields.ts";
import type { RunSettings } from "./run_settings.ts";

/** Sections whose numbers are fed to programs, or are constants in them. */
const SECTIONS = ["model", "objective", "optimizer", "gradient", "weights", "schedule"] as const;

/** Smaller ones lose digits down to none, and some processors take them for 0. */
const SMALLEST = 1.1754943508222875e-38; // 2^-126
const LARGEST = 3.4028234663852886e38; // (2 - 2^-23) 2^127

/** A problem for each number that would silently become another one: 0, 1 or infinity. */
export function* checkFloat32(settings: RunSettings): Generator<FieldProblem> {
  for (const section of SECTIONS) {
    for (const field of fieldPaths(settings[section], section)) {
      const value = valueAt(settings, field.split("."));
      if (typeof value !== "number") continue;
      const cure = describeCure(value);
      if (cure === null) continue;
      const message = `${value} cannot be held by float32, in which networks are trained; ${cure}`;
      yield { fields: [field], message };
    }
  }
}

function describeCure(value: number): string | null {
  const size = Math.abs(value);
  if (size > 0 && size < SMALLEST) return "use at least 1.2e-38, or 0 where that is possible";
  if (size > LARGEST) return "use at most 3.4e38";
  if (size < 1 && Math.fround(size) === 1) return "use at most 0.99999994";
  return null;
}
