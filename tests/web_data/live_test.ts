import assert from "node:assert/strict";
import { join } from "node:path";
import type { Event } from "../../schemas/events.ts";
import type { LiveEvent } from "../../web/protocol.ts";
import { Live } from "../../web_data/live.ts";

const action = "train/tiny/seed-0";
const progress = (done: number, accuracy: number): Event => ({
  type: "actionProgress",
  action,
  link: 0,
  links: 1,
  done,
  total: 100,
  values: { trainAccuracy: accuracy, validationAccuracy: null },
});

/** Reads the events of a page that opens now, until they are as many as asked for. */
async function listen(live: Live, count: number): Promise<LiveEvent[]> {
  const reader = live.subscribe().getReader();
  const events: LiveEvent[] = [];
  while (events.length < count) {
    const { value, done } = await reader.read();
    if (done) break;
    for (const part of new TextDecoder().decode(value).split("\n\n")) {
      if (part !== "") events.push(JSON.parse(part.replace(/^data: /, "")));
    }
  }
  await reader.cancel();
  return events;
}

async function withLog(test: (live: Live, write: (text: string) => void) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "regrok-live-" });
  try {
    Deno.mkdirSync(join(folder, "logs"));
    const path = join(folder, "logs/tiny.jsonl");
    const write = (text: string) => Deno.writeTextFileSync(path, text, { append: true });
    write("");
    await test(new Live(folder, () => Date.now()), write);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const lines = (...events: readonly Event[]) =>
  events.map((event) => `${JSON.stringify(event)}\n`).join("");

const started: Event = { type: "actionStarted", action, stage: "train" };

Deno.test("a page is told what was running before it came, with one row for each evaluation", () =>
  withLog(async (live, write) => {
    // Progress between evaluations repeats the newest accuracies.
    write(lines(started, progress(0, 0), progress(1, 0), progress(1, 0.5), progress(5, 0.5)));
    assert.deepEqual(await listen(live, 0), []);
    write("not JSON\n{}\n");
    const [running, rows] = await listen(live, 2);
    assert.deepEqual(running, {
      type: "running",
      runs: [{ experiment: "tiny", run: "seed-0", step: 5, total: 100 }],
    });
    assert.deepEqual(rows, {
      type: "progress",
      experiment: "tiny",
      run: "seed-0",
      step: 5,
      rows: [
        { step: 0, trainAccuracy: 0, validationAccuracy: null },
        { step: 1, trainAccuracy: 0.5, validationAccuracy: null },
      ],
    });
  }));

Deno.test("a line that is not whole yet is read when it is", () =>
  withLog(async (live, write) => {
    await listen(live, 0);
    const text = lines(started, progress(0, 0.1));
    write(text.slice(0, -10));
    assert.equal((await listen(live, 1))[0]!.type, "running");
    write(text.slice(-10));
    const [, rows] = await listen(live, 2);
    assert.ok(rows?.type === "progress" && rows.rows.length === 1);
  }));

Deno.test("what has ended is not running", () =>
  withLog(async (live, write) => {
    await listen(live, 0);
    write(lines(started, progress(1, 0), { type: "actionFinished", action, executed: 1 }));
    assert.deepEqual(await listen(live, 1), [{ type: "running", runs: [] }]);
  }));
