/** The start of a run at a checkpoint of another: what is kept of it, and what begins anew. */
import type { StoredTensor } from "../formats/safetensors.ts";
import { truncate, type TruncatedUnit, weakestFirst } from "../numerics/truncation.ts";
import { type Manifest, names } from "./manifest.ts";
import { initialState, type TrainingState } from "./state.ts";

export interface ForkPlan {
  /** Updates done at the checkpoint to start from. */
  readonly step: number;
  /** Whether the optimizer's own numbers are kept, or begin anew with its count of updates. */
  readonly optimizer: "keep" | "fresh";
  /** Names of the parameters that begin anew, with their slots. */
  readonly fresh: readonly string[];
  /** Matrices of which the weakest fraction is set to zero. */
  readonly truncate?: {
    readonly fraction: number;
    readonly of: TruncatedUnit;
    readonly parameters: readonly string[];
  };
}

/**
 * The state in which a run of this manifest begins that continues from `origin`. Nothing is
 * carried over of the goals it met and of its sums since the last evaluation.
 *
 * @throws {RangeError} when the other run ended before that step, and when the checkpoint lacks a
 * tensor, or has it in another shape.
 */
export function forkState(
  origin: TrainingState,
  manifest: Manifest,
  seed: number,
  { step, optimizer, fresh, truncate }: ForkPlan,
): TrainingState {
  if (origin.step !== step) {
    throw new RangeError(
      `The run to start from ended at step ${origin.step}, so it has no checkpoint at ${step}; ` +
        `set startFrom.step to ${origin.step} or less, or take out what ends that run early`,
    );
  }
  const start = initialState(manifest, seed);
  const kept = [
    ...manifest.parameters.map(({ name }) => ({ parameter: name, name })),
    ...optimizer === "fresh" ? [] : manifest.slots.map(({ parameter, name }) => ({
      parameter,
      name: names.slot(parameter, name),
    })),
  ].filter(({ parameter }) => !fresh.includes(parameter));
  const tensors = kept.map(({ name }) => {
    const [tensor, wanted] = [origin.tensors[name], start.tensors[name]!];
    if (tensor?.shape.join() === wanted.shape.join()) {
      return [name, truncate ? truncated(name, tensor, truncate) : tensor] as const;
    }
    const found = tensor ? `as [${tensor.shape}]` : "not";
    throw new RangeError(
      `The checkpoint to start from must hold "${name}" as [${wanted.shape}], and has it ${found}`,
    );
  });
  const weights = Object.fromEntries(tensors);
  // A rule that begins anew begins with the weights that it finds.
  const copies = optimizer === "keep"
    ? []
    : manifest.slots.flatMap(({ parameter, name, start }) =>
      start === "parameter" && !fresh.includes(parameter)
        ? [[names.slot(parameter, name), weights[parameter]!] as const]
        : []
    );
  return {
    ...start,
    step: origin.step,
    optimizerStart: optimizer === "fresh" ? origin.step : origin.optimizerStart,
    tensors: { ...start.tensors, ...weights, ...Object.fromEntries(copies) },
  };
}

function truncated(
  name: string,
  tensor: StoredTensor,
  { parameters, of, fraction }: NonNullable<ForkPlan["truncate"]>,
): StoredTensor {
  if (!parameters.includes(name)) return tensor;
  return { ...tensor, data: truncate(tensor, of, weakestFirst(tensor, of), fraction) };
}
