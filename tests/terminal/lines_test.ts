import assert from "node:assert/strict";
import type { Event } from "../../schemas/events.ts";
import type { ContentHash } from "../../store/content_hash.ts";
import { showLines } from "../../terminal/lines.ts";
import { finished, planned, progressed, sampleWork } from "./samples.ts";

function watch() {
  const { work, time } = sampleWork();
  const lines: string[] = [];
  const display = showLines(work, (line) => lines.push(line));
  const tell = (event: Event) => {
    work.note(event);
    display.onEvent(event);
  };
  return { time, lines, tell };
}

Deno.test("showLines() writes one line for each training and none for what takes no time", () => {
  const { time, lines, tell } = watch();
  tell(planned);
  tell(finished("dataset/1"));
  tell(progressed("train/x/a", 0));
  time.milliseconds = 4000;
  tell(progressed("train/x/a", 100));
  tell(finished("train/x/a"));
  tell(progressed("train/x/b", 100));
  tell(finished("train/x/b"));
  assert.deepEqual(lines, [
    "3 actions to bring up to date, 2 runs to train among them, on native/cpu, " +
    "2 at once with 1 thread each",
    "[1/2] a  step 100/100  train 100.0 %  validation  50.0 %  4 s left in all",
    "[2/2] b  step 100/100  train 100.0 %  validation  50.0 %",
  ]);
});

Deno.test("showLines() says of a training that it diverged, instead of accuracies", () => {
  const { lines, tell } = watch();
  tell(planned);
  const values = { trainAccuracy: 0, validationAccuracy: 0, divergedAt: 12 };
  tell({ ...progressed("train/x/a", 13), values } as Event);
  tell(finished("train/x/a"));
  assert.ok(lines.at(-1)!.startsWith("[1/2] a  step  13/100  diverged at step 12"));
});

Deno.test("showLines() tells every ten seconds how far a training is", () => {
  const { time, lines, tell } = watch();
  tell(planned);
  for (let step = 0; step <= 25; step++) {
    time.milliseconds = step * 1000;
    tell(progressed("train/x/a", step));
  }
  assert.deepEqual(lines.slice(1), [
    "      a  step  10/100  train 100.0 %  validation  50.0 %  1 min 30 s left",
    "      a  step  20/100  train 100.0 %  validation  50.0 %  1 min 20 s left",
  ]);
});

Deno.test("showLines() is silent when there is nothing to do, and tells of damage", () => {
  const { lines, tell } = watch();
  tell({ type: "planned", actions: [] });
  assert.deepEqual(lines, []);
  const hash = "ab".repeat(32) as ContentHash;
  tell({ type: "objectDamaged", action: "judge/x", hash, message: "its hash is another" });
  tell({ type: "actionFailed", action: "judge/x", message: "no", details: "" });
  assert.deepEqual(lines, [
    `Object ${hash}, which judge/x reads, is not whole: it is set aside and made again`,
    "failed: judge/x",
  ]);
});

Deno.test("showLines() counts no training that was up to date and is made again", () => {
  const { lines, tell } = watch();
  tell({ type: "planned", actions: [] });
  tell(progressed("train/x/a", 100));
  tell(finished("train/x/a"));
  assert.deepEqual(lines, ["again a  step 100/100  train 100.0 %  validation  50.0 %"]);
});
