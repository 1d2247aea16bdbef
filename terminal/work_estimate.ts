/** How far a run and each of its trainings are, and how long they may still take. */
import type { Action } from "../dag/action.ts";
import type { Event } from "../schemas/events.ts";

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  /** Null until there is something to judge by. */
  readonly secondsLeft: number | null;
}

export interface OverallProgress {
  readonly actions: { readonly done: number; readonly due: number };
  readonly trainings: { readonly done: number; readonly due: number };
  /** Share of the work that is done, 0 to 1: of the steps to train, or else of the actions. */
  readonly fraction: number;
  readonly secondsLeft: number | null;
}

type Values = Extract<Event, { type: "actionProgress" }>["values"];

interface Training {
  /** What computes it; null where that is not said. */
  readonly engine: string | null;
  readonly steps: number;
  /** Steps at which its links end. */
  readonly ends: readonly number[];
  /** Step and time of its first event; null before. */
  begun: { readonly step: number; readonly at: number } | null;
  step: number;
  /** Where this run took it up, once known, and up to where it is kept in checkpoints. */
  from: number | null;
  kept: number | null;
  values: Values;
}

export interface Machine {
  /** Actions that run at once, at most. */
  readonly jobs: number;
  readonly cores: number;
}

/** Before this share of the work is done, a guess at the rest is worth nothing. */
const MINIMUM_FRACTION = 0.02;

export class WorkEstimate {
  /** Trainings by action: those whose links say at which step they end. */
  readonly #trainings: ReadonlyMap<string, Training>;
  readonly #due = new Set<string>();
  readonly #done = new Set<string>();
  #beganAt: number;

  /** `clock` gives milliseconds; `machine` says how much is done at once, and on how many cores. */
  constructor(
    actions: readonly Action[],
    readonly clock: () => number,
    readonly machine: Machine,
  ) {
    this.#beganAt = clock();
    this.#trainings = new Map(actions.flatMap(({ id, engine = null, links }) => {
      const ends = links.flatMap((link) =>
        link !== null && typeof link === "object" && "to" in link && typeof link.to === "number"
          ? [link.to]
          : []
      );
      const steps = ends.at(-1);
      const training = { engine, begun: null, step: 0, from: null, kept: null, values: {} };
      return steps === undefined ? [] : [[id, { ...training, steps, ends }] as const];
    }));
  }

  note(event: Event): void {
    switch (event.type) {
      case "planned":
        this.#beganAt = this.clock();
        for (const { action, state } of event.actions) if (state !== "fresh") this.#due.add(action);
        return;
      case "actionProgress": {
        const training = this.#trainings.get(event.action);
        if (!training) return;
        training.begun ??= { step: event.done, at: this.clock() };
        training.step = event.done;
        training.from ??= training.ends[event.link - 1] ?? 0;
        for (const [name, value] of Object.entries(event.values)) {
          if (value !== null) training.values = { ...training.values, [name]: value };
        }
        return;
      }
      case "linkFinished": {
        const training = this.#trainings.get(event.action);
        if (!training) return;
        // A run that met its goal, or diverged, ends before its link would.
        training.kept = Math.min(training.ends[event.link] ?? 0, training.step);
        return;
      }
      case "actionFinished":
      case "actionCutOff":
      case "actionFailed":
        this.#done.add(event.action);
    }
  }

  isTraining(action: string): boolean {
    return this.#trainings.has(action);
  }

  /** False for what was up to date and is made again, because its files are damaged. */
  isDue(action: string): boolean {
    return this.#due.has(action);
  }

  training(action: string): TrainingProgress | null {
    const training = this.#trainings.get(action);
    if (!training?.begun) return null;
    const { step, steps, begun } = training;
    const stepsPerSecond = (step - begun.step) / (this.clock() - begun.at) * 1000;
    return {
      step,
      steps,
      secondsLeft: stepsPerSecond > 0 ? (steps - step) / stepsPerSecond : null,
    };
  }

  /** What a training measured last, also between a checkpoint and its next evaluation. */
  values(action: string): Values {
    return this.#trainings.get(action)?.values ?? {};
  }

  /** Steps that were trained by now, and those of them that checkpoints keep. */
  trained(): { readonly steps: number; readonly kept: number } {
    const trainings = [...this.#trainings.values()];
    return {
      steps: sum(trainings.map(({ from, step }) => from === null ? 0 : step - from)),
      kept: sum(trainings.map(({ from, kept }) => from === null ? 0 : (kept ?? from) - from)),
    };
  }

  /** What computes the trainings that are due. */
  engines(): string[] {
    const due = [...this.#due].flatMap((id) => this.#trainings.get(id)?.engine ?? []);
    return [...new Set(due)].sort();
  }

  /** Actions of the plan, whatever else is made again in between. */
  overall(): OverallProgress {
    const due = [...this.#due];
    const done = due.filter((id) => this.#done.has(id));
    const trainings = due.flatMap((id) => {
      const training = this.#trainings.get(id);
      return training ? [{ ...training, finished: this.#done.has(id) }] : [];
    });
    const total = sum(trainings.map(({ steps, begun }) => steps - (begun?.step ?? 0)));
    const trained = sum(
      trainings.map(({ steps, step, begun, finished }) =>
        (finished ? steps : step) - (begun?.step ?? 0)
      ),
    );
    const fraction = total > 0 ? trained / total : done.length / Math.max(1, due.length);
    const elapsed = (this.clock() - this.#beganAt) / 1000;
    return {
      actions: { done: done.length, due: due.length },
      trainings: {
        done: trainings.filter(({ finished }) => finished).length,
        due: trainings.length,
      },
      fraction,
      secondsLeft: fraction < MINIMUM_FRACTION ? null : elapsed * (1 - fraction) / fraction,
    };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
