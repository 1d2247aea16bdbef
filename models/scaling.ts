/** How large a network is at its start: scales that every kind of network can be given. */
import { z } from "zod";
import type { Initialization } from "../graph/parameter.ts";
import type { Model } from "./model.ts";

/** Optional, so that settings from before they were there keep their keys. */
export const scales = {
  initialScale: z.number().gt(0).optional().meta({
    description: "factor on all initial parameters, biases and gains included: alpha of Omnigrok " +
      "(arXiv:2210.01117), initialization_scale of Deep Grokking (arXiv:2405.19454); 1 if left out",
  }),
  outputScale: z.number().gt(0).optional().meta({
    description: "factor on the network's outputs: alpha of Kumar et al. (arXiv:2310.06110), " +
      "which makes training lazy where it is large; 1 if left out",
  }),
};

export type Scales = { readonly [K in keyof typeof scales]?: number | undefined };

/** The network with these scales; the same one where there are none. */
export function scaled(model: Model, { initialScale, outputScale }: Scales): Model {
  const { parameters, outputs } = model;
  return {
    ...model,
    ...initialScale === undefined ? {} : {
      parameters: parameters.map((parameter) => ({
        ...parameter,
        initialization: enlarged(parameter.initialization, initialScale),
      })),
    },
    ...outputScale === undefined ? {} : {
      outputs: (inputs, context) => outputs(inputs, context).mul(outputScale),
    },
  };
}

function enlarged(initialization: Initialization, factor: number): Initialization {
  switch (initialization.kind) {
    case "normal":
      return { kind: "normal", deviation: factor * initialization.deviation };
    case "uniform":
      return { kind: "uniform", bound: factor * initialization.bound };
    case "constant":
      return { kind: "constant", value: factor * initialization.value };
  }
}
