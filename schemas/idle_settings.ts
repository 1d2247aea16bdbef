/** Settings that others switch off: swept, they would be drawn as if they mattered. */
import { findCorruption } from "../corruptions/mod.ts";
import { findModel } from "../models/mod.ts";
import { findObjective } from "../objectives/mod.ts";
import { findOptimizer } from "../optimizers/mod.ts";
import { findSchedule } from "../schedules/mod.ts";
import { findTask } from "../tasks/mod.ts";
import { idleSplitFields } from "../tasks/split.ts";
import type { Problem } from "./diagnostics.ts";
import type { Axes, Path } from "./fields.ts";
import type { Kind } from "./kinds.ts";
import type { RunSettings } from "./run_settings.ts";

/** One combination of swept values, with the places of these and the settings they make. */
export interface Settled {
  readonly axes: Axes;
  readonly places: Readonly<Record<string, Path>>;
  readonly settings: RunSettings;
}

/** A problem for each swept field of which two values, all else being equal, make the same run. */
export function* checkIdle(combinations: readonly Settled[]): Generator<Problem> {
  const seen = new Set<string>();
  const told = new Set<string>();
  for (const { axes, places, settings } of combinations) {
    for (const [field, reason] of idleFields(settings)) {
      if (!Object.hasOwn(axes, field) || told.has(field)) continue;
      const { [field]: _, ...others } = axes;
      const same = JSON.stringify([field, others]);
      if (seen.has(same)) {
        told.add(field);
        const message = `changes nothing here: ${reason}; sweep one of the two alone`;
        yield { path: places[field]!, field, message };
      }
      seen.add(same);
    }
  }
}

/** Paths of the fields that change nothing in a run, with the reasons. */
function idleFields(settings: RunSettings): Map<string, string> {
  const rows: Record<string, Kind> = {
    task: findTask(settings.task.kind),
    model: findModel(settings.model.kind),
    objective: findObjective(settings.objective.kind),
    optimizer: findOptimizer(settings.optimizer.kind),
    schedule: findSchedule(settings.schedule.kind),
    ...settings.corruption && { corruption: findCorruption(settings.corruption.kind) },
  };
  const found = Object.entries(rows).map(([section, row]) => {
    const { kind: _, ...own } = settings[section as keyof RunSettings] as Record<string, unknown>;
    return [section, row.idle?.(own) ?? {}] as const;
  });
  return new Map(
    [...found, ["split", idleSplitFields(settings.split)] as const].flatMap(([section, fields]) =>
      Object.entries(fields).map(([field, reason]) => [`${section}.${field}`, reason!] as const)
    ),
  );
}
