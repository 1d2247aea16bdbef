/** What is trained: named tensors, how they start, and what part they play. */

/** How a parameter starts: independent draws, or one value everywhere. */
export type Initialization =
  | { readonly kind: "normal"; readonly deviation: number }
  | { readonly kind: "uniform"; readonly bound: number }
  | { readonly kind: "constant"; readonly value: number };

/**
 * The part a parameter plays, by which optimizers may treat it: Muon takes the hidden matrices,
 * decay may spare norms and biases.
 */
export const parameterGroups = ["embedding", "hidden", "norm", "bias", "readout"] as const;
export type ParameterGroup = (typeof parameterGroups)[number];

export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialization: Initialization;
  readonly group: ParameterGroup;
}

/** Number of trainable numbers. */
export function countParameters(
  { parameters }: { readonly parameters: readonly Parameter[] },
): number {
  return parameters
    .map(({ shape }) => shape.reduce((product, size) => product * size, 1))
    .reduce((total, count) => total + count, 0);
}
