/** A run of three actions, two of them trainings, with a clock that tests move. */
import type { Action } from "../../dag/action.ts";
import type { Event } from "../../schemas/events.ts";
import { WorkEstimate } from "../../terminal/work_estimate.ts";

const action = (id: string, links: Action["links"], engine?: string): Action => ({
  id,
  stage: id.split("/")[0]!,
  params: null,
  inputs: {},
  links,
  ...engine === undefined ? {} : { engine },
});

const actions = [
  action("dataset/1", [null]),
  action("train/x/a", [{ to: 50, last: false }, { to: 100, last: false }]),
  action("train/x/b", [{ to: 100, last: false }], "native/cpu"),
];

export function sampleWork() {
  const time = { milliseconds: 0 };
  const work = new WorkEstimate(actions, () => time.milliseconds, { jobs: 2, cores: 2 });
  return { work, time };
}

export const planned: Event = {
  type: "planned",
  actions: actions.map(({ id, stage }) => ({ action: id, stage, state: "stale" })),
};

export function progressed(action: string, done: number): Event {
  const values = { trainAccuracy: 1, validationAccuracy: 0.5 };
  return { type: "actionProgress", action, link: 0, links: 2, done, total: 50, values };
}

export function finished(action: string): Event {
  return { type: "actionFinished", action, executed: 1 };
}
