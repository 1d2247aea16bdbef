import assert from "node:assert/strict";
import { parseEvent } from "../../schemas/events.ts";

Deno.test("parseEvent() reads an event and drops what it does not know", () => {
  const line = '{"type":"actionStopped","action":"train/seed-0","time":"2026-01-01"}';
  assert.deepEqual(parseEvent(line), { type: "actionStopped", action: "train/seed-0" });
});

Deno.test("parseEvent() is null for lines that are no event", () => {
  const lines = [
    "",
    "Loading model ...",
    "{}",
    "null",
    '{"type":"unheardOf","action":"a"}',
    '{"type":"actionFinished","action":"a","executed":-1}',
    '{"type":"linkFinished","action":"a","link":0,"links":1,"key":"abc"}',
    '{"type":"actionStopped","action":"a"',
  ];
  for (const line of lines) assert.equal(parseEvent(line), null, line);
});
