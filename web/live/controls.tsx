/** What can be chosen, each with what it costs, and the buttons that train. */
import type { ComponentChildren } from "preact";
import type { Choices } from "../../live/messages.ts";
import { formatStep } from "../curves/format.ts";
import {
  choices,
  choose,
  description,
  experiment,
  experiments,
  go,
  isChanged,
  pause,
  problems,
  reset,
  run,
  runtime,
  RUNTIME_MB,
  stepOnce,
  takeUp,
} from "./session.ts";
import { costOf } from "./cost.ts";

type Name = keyof Choices;

export function Controls() {
  const [chosen, settled] = [choices.value, description.value];
  if (chosen === null) return null;
  const sets = settled?.sets;
  const rows = sets && `${formatStep(sets.train!)} rows to train on, ` +
      `${formatStep(sets.validation!)} to validate`;
  const hasDecay = settled === null || settled.choices.weightDecay !== null;
  return (
    <form class="card choices" onSubmit={(event) => event.preventDefault()}>
      <Field name={null} label="experiment" hint={experiment.value?.source ?? ""}>
        <select
          id="experiment"
          value={experiment.value?.name}
          onChange={({ currentTarget }) => {
            const found = experiments.value?.find(({ name }) => name === currentTarget.value);
            if (found !== undefined) takeUp(found);
          }}
        >
          {(experiments.value ?? []).map(({ name }) => (
            <option key={name} value={name}>{name}</option>
          ))}
        </select>
      </Field>
      {chosen.trainFraction !== null && (
        <Field name="trainFraction" label="α, part trained on" hint={rows ?? ""}>
          <input
            type="range"
            aria-label="α, by sliding"
            min="0.05"
            max="0.95"
            step="0.01"
            value={chosen.trainFraction}
            onInput={({ currentTarget }) =>
              choose({ ...chosen, trainFraction: Number(currentTarget.value) })}
          />
          <NumberInput name="trainFraction" step="0.01" />
        </Field>
      )}
      {chosen.modulus !== null && (
        <Field
          name="modulus"
          label="p, modulus"
          hint={`${formatStep(chosen.modulus ** 2)} pairs: twice the p, four times the work`}
        >
          <NumberInput name="modulus" step="1" />
        </Field>
      )}
      <Field name="optimizer" label="optimizer" hint={optimizerHint()}>
        <select
          id="optimizer"
          value={chosen.optimizer}
          onChange={({ currentTarget }) => choose({ ...chosen, optimizer: currentTarget.value })}
        >
          {(settled?.optimizers ?? []).map(({ kind, title }) => (
            <option key={kind} value={kind}>{title}</option>
          ))}
        </select>
      </Field>
      <Field name="learningRate" label="learning rate" hint="costs nothing">
        <NumberInput name="learningRate" step="any" />
      </Field>
      <Field
        name="weightDecay"
        label="weight decay"
        hint={hasDecay ? "less of it, more steps to wait" : "this optimizer has none here"}
      >
        <NumberInput name="weightDecay" step="any" disabled={!hasDecay} />
      </Field>
      <Field name="seed" label="seed" hint="other first weights and batches">
        <NumberInput name="seed" step="1" />
      </Field>
      <Problems of={null} />
      <Cost />
      <Buttons />
    </form>
  );
}

function optimizerHint(): string {
  const chosen = choices.value;
  return chosen?.optimizer === experiment.value?.settings.optimizer.kind
    ? "as in the experiment"
    : "with its own defaults beside these";
}

interface FieldProps {
  readonly name: Name | null;
  readonly label: string;
  readonly hint: string;
  readonly children: ComponentChildren;
}

function Field({ name, label, hint, children }: FieldProps) {
  return (
    <div class="choice">
      <label for={name ?? "experiment"}>{label}</label>
      <div class="input">{children}</div>
      <small class="quiet" title={hint}>{hint}</small>
      {name !== null && <Problems of={name} />}
    </div>
  );
}

function Problems({ of }: { readonly of: Name | null }) {
  const found = problems.value.filter(({ choice }) => choice === of);
  if (found.length === 0) return null;
  return (
    <p class="bad" role="alert" id={of === null ? undefined : `${of}-problem`}>
      {found.map(({ message }) => message).join("; ")}
    </p>
  );
}

interface NumberInputProps {
  readonly name: Exclude<Name, "optimizer">;
  readonly step: string;
  readonly disabled?: boolean;
}

function NumberInput({ name, step, disabled = false }: NumberInputProps) {
  const chosen = choices.value!;
  const wrong = problems.value.some(({ choice }) => choice === name);
  const value = chosen[name] ?? (disabled ? null : description.value?.choices[name]);
  return (
    <input
      id={name}
      type="number"
      inputMode="decimal"
      step={step}
      min="0"
      disabled={disabled}
      value={value ?? ""}
      aria-invalid={wrong}
      aria-describedby={wrong ? `${name}-problem` : undefined}
      onChange={({ currentTarget }) => {
        const next = currentTarget.valueAsNumber;
        if (Number.isFinite(next)) choose({ ...chosen, [name]: next });
        else currentTarget.value = String(value ?? "");
      }}
    />
  );
}

function Cost() {
  const settled = description.value;
  if (settled === null) return <p class="quiet cost">…</p>;
  return (
    <dl class="cost" aria-label="what it costs">
      {costOf(settled).map(([what, value]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd id={`cost-${what.replaceAll(" ", "-")}`}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Trains, and has what comes of it be seen where the page is one column. */
function goAndLook(): void {
  go();
  if (!matchMedia("(max-width: 800px)").matches) return;
  document.getElementById("shown")?.scrollIntoView();
}

function Buttons() {
  const state = runtime.value;
  const training = run.value?.state === "training";
  if (state.state === "loading") {
    const part = Math.min(1, state.megabytes / RUNTIME_MB);
    return (
      <div class="buttons">
        <progress value={part} aria-label="fetching the runtime" />
        <span class="quiet">
          {part < 1
            ? `${state.megabytes.toFixed(1)} of ${RUNTIME_MB} MB of the runtime`
            : "starting the runtime"} …
        </span>
      </div>
    );
  }
  const blocked = problems.value.length > 0;
  if (state.state === "absent") {
    return (
      <div class="buttons">
        <button type="button" id="go" class="primary" disabled={blocked} onClick={goAndLook}>
          Fetch the runtime ({RUNTIME_MB} MB) and train
        </button>
      </div>
    );
  }
  const anew = run.value === null || isChanged.value || run.value.state === "ended";
  return (
    <div class="buttons">
      {training && !isChanged.value
        ? <button type="button" id="go" class="primary" onClick={pause}>Pause</button>
        : (
          <button type="button" id="go" class="primary" disabled={blocked} onClick={goAndLook}>
            {!anew ? "Train on" : run.value === null ? "Train" : "Train anew"}
          </button>
        )}
      <button type="button" id="step" disabled={blocked || training} onClick={stepOnce}>
        One step
      </button>
      <button type="button" id="reset" disabled={blocked} onClick={reset}>Reset</button>
      <span class="quiet keys">
        <kbd>Space</kbd> <kbd>.</kbd> <kbd>r</kbd>
      </span>
    </div>
  );
}
