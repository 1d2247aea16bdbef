/** What has happened so far, in a sentence, beside what the run of the store did. */
import { formatPercent, formatStep } from "../curves/format.ts";
import { formatTime } from "./cost.ts";
import { firstAt, LEARNED } from "./live_data.ts";
import { type LiveRun, run } from "./session.ts";
import { publishedNow, storedRun } from "./stored_run.ts";

export function LiveOutcome() {
  const [now, stored] = [run.value, storedRun.value];
  return (
    <div class="card outcome-now">
      <p id="outcome" role="status">{now === null ? "Nothing is trained yet." : sentence(now)}</p>
      <table>
        <thead>
          <tr>
            <th>steps to {100 * LEARNED} %</th>
            <th>training</th>
            <th>validation</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th>here</th>
            <td id="train99">{stepText(now && firstAt(now.rows, "trainAccuracy"))}</td>
            <td id="validation99">{stepText(now && firstAt(now.rows, "validationAccuracy"))}</td>
          </tr>
          {stored !== null && (
            <tr>
              <th>stored run {stored.run.id}</th>
              <td>{stepText(stored.run.train99)}</td>
              <td>{stepText(stored.run.validation99)}</td>
            </tr>
          )}
          {publishedNow.value.length > 0 && (
            <tr id="published">
              <th>published</th>
              <td>{publishedText("train")}</td>
              <td>{publishedText("validation")}</td>
            </tr>
          )}
        </tbody>
      </table>
      <p class="quiet">
        A demonstration: what this tab computes enters no store, no table and no claim. It trains
        the experiment's own program; another build of the runtime may differ in the last digits.
      </p>
    </div>
  );
}

function stepText(step: number | null): string {
  return step === null ? "–" : formatStep(step);
}

/** Published steps of a set, in their order. */
function publishedText(set: "train" | "validation"): string {
  const steps = publishedNow.value.filter((each) => each.set === set).map(({ step }) => step);
  return steps.length === 0 ? "–" : steps.sort((a, b) => a - b).map(formatStep).join(", ");
}

function sentence({ step, state, rows, description, msPerStep }: LiveRun): string {
  const last = rows.findLast(({ validationAccuracy }) => validationAccuracy !== undefined);
  if (state === "opening" || last === undefined) return "Making the data and the program …";
  const [train, validation] = [last.trainAccuracy ?? 0, last.validationAccuracy ?? 0];
  const known = firstAt(rows, "trainAccuracy");
  const grokked = firstAt(rows, "validationAccuracy");
  const where = `Step ${formatStep(step)}`;
  const spent = msPerStep === null ? "" : `, after about ${formatTime(msPerStep * step)}`;
  const end = state !== "ended"
    ? ""
    : step >= description.steps
    ? " The run is over: its steps are done."
    : rows.some((row) => Object.values(row).includes(null))
    ? " The run is over: its loss is no number any more."
    : " The run is over: it has kept its goal for as long as the experiment asks.";
  if (grokked !== null) {
    return known !== null && known < grokked
      ? `${where}${spent}: it has understood. It knew its training pairs by heart at step ` +
        `${formatStep(known)}, and those it never saw at step ${formatStep(grokked)}.${end}`
      : `${where}${spent}: it knows all pairs since step ${formatStep(grokked)}.${end}`;
  }
  if (known !== null) {
    return `${where}${spent}: it knows its training pairs by heart since step ` +
      `${formatStep(known)}, and of those it never saw ${formatPercent(validation)}.${end}`;
  }
  return `${where}${spent}: it knows ${formatPercent(train)} of its training pairs.${end}`;
}
