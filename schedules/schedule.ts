/** The learning rate over time, as the kinds of schedules describe it to training. */
import type { Fields, Kind, SettingsOf } from "../schemas/kinds.ts";
import type { Knot } from "../training/learning_rate.ts";

export interface ScheduleKind<F extends Fields = Fields> extends Kind<F> {
  /**
   * The factor on the learning rate as knots, the first at step 0. Training is told the knots
   * alone, so that a new kind of schedule changes no code of its own.
   */
  knots(settings: SettingsOf<F>): readonly Knot[];
  /** Factors at some steps, from the source. */
  readonly samples: readonly {
    readonly settings: SettingsOf<F>;
    readonly factors: Readonly<Record<number, number>>;
  }[];
}

export function defineSchedule<const F extends Fields>(kind: ScheduleKind<F>): ScheduleKind<F> {
  return kind;
}
