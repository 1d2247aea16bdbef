/** Of progress a driver hears what a person can follow, and nothing is lost of anything else. */
import assert from "node:assert/strict";
import { sparingly } from "../../../dag/executors/sparing.ts";
import type { Event } from "../../../schemas/events.ts";
import type { Key } from "../../../store/content_hash.ts";

function progressed(action: string, done: number): Event {
  return { type: "actionProgress", action, link: 0, links: 1, done, total: 9, values: {} };
}

function linkFinished(action: string): Event {
  return { type: "linkFinished", action, link: 0, links: 1, key: "0".repeat(64) as Key };
}

/** What passes, and a clock that tests move. */
function listen() {
  const passed: string[] = [];
  const time = { milliseconds: 0 };
  const tell = sparingly((event) => {
    const action = "action" in event ? event.action : "";
    passed.push(event.type === "actionProgress" ? `${action} ${event.done}` : `${action} ended`);
  }, () => time.milliseconds);
  return { passed, time, tell };
}

Deno.test("of steps that follow each other fast, the first passes and then one every tenth of a second", () => {
  const { passed, time, tell } = listen();
  for (let step = 0; step < 25; step++) {
    time.milliseconds = 10 * step;
    tell(progressed("a", step));
  }
  assert.deepEqual(passed, ["a 0", "a 10", "a 20"]);
});

Deno.test("the last step passes before the link is told to have ended", () => {
  const { passed, tell } = listen();
  for (let step = 0; step < 5; step++) tell(progressed("a", step));
  tell(linkFinished("a"));
  tell(linkFinished("a"));
  assert.deepEqual(passed, ["a 0", "a 4", "a ended", "a ended"]);
});

Deno.test("actions do not wait for each other", () => {
  const { passed, tell } = listen();
  tell(progressed("a", 1));
  tell(progressed("b", 1));
  tell(progressed("a", 2));
  tell(linkFinished("b"));
  assert.deepEqual(passed, ["a 1", "b 1", "b ended"]);
});
