/** Gromov's two-layer network with quadratic activation, f(a, b) = W2 (W1 x)^2. */
import { cubeRoot } from "../numerics/elementary.ts";
import { size } from "./fields.ts";
import { asAnswers, inputLayer, inputWidth, outputWidth } from "./layers.ts";
import { defineModel, refuseCausal } from "./model.ts";
import { classesOf, tokensOf } from "./samples.ts";

/**
 * Concatenated one-hots -> `width` squared units -> one logit per class, no biases
 * (A. Gromov, "Grokking modular arithmetic", arXiv:2301.02679; initial deviation
 * 0.5 / (2 width)^(1/3) from the code of D. Doshi et al., arXiv:2310.13061).
 */
export const quadraticMlp = defineModel({
  title: "quadratic MLP",
  description: "one hidden layer with squares, no biases (Gromov 2023)",
  source: "Gromov 2023, arXiv:2301.02679",
  fields: {
    width: size.default(500).meta({ description: "hidden units" }),
  },
  check: (_, data) => refuseCausal("a quadratic MLP", data),
  build({ width }, data) {
    const initialization = { kind: "normal", deviation: 0.5 / cubeRoot(2 * width) } as const;
    return {
      parameters: [
        {
          name: "hidden.weight",
          shape: [inputWidth(data), width],
          initialization,
          group: "hidden",
        },
        {
          name: "output.weight",
          shape: [width, outputWidth(data)],
          initialization,
          group: "readout",
        },
      ],
      random: false,
      outputs: (inputs, { parameter, observe }) => {
        const hidden = observe(
          "hidden",
          inputLayer(inputs, parameter("hidden.weight"), data).square(),
        );
        return asAnswers(hidden.matmul(parameter("output.weight")), data);
      },
    };
  },
  published: [{
    source: "Gromov 2023, p = 97",
    settings: { width: 500 },
    data: { input: tokensOf(2, 97), output: classesOf(97) },
    parameters: 145_500,
  }],
  samples: [
    { settings: { width: 4 }, data: { input: tokensOf(2, 5), output: classesOf(5) } },
    { settings: { width: 3 }, data: { input: tokensOf(3, 4), output: classesOf(4, 2) } },
  ],
});
