/** Programs as text: what is printed, and that reading it back gives the same program. */
import assert from "node:assert/strict";
import { gradients } from "../../graph/autodiff.ts";
import type { Program } from "../../graph/program.ts";
import { simplify } from "../../graph/simplify.ts";
import { input } from "../../graph/tensor.ts";
import { parseProgram, printProgram } from "../../graph/text.ts";
import { assertGolden } from "../golden/golden.ts";
import { applyCase, casesOf, inputsOf, opNames, programOf } from "./op_cases.ts";

/** One step of gradient descent on a small normalised classifier with a mask. */
function classifierStep(): Program {
  const tokens = input("tokens", ["batch"], "int");
  const key = input("key", [2], "key");
  const rate = input("rate", []);
  const [embedding, gain, bias, readout] = [
    input("embedding", [5, 4]),
    input("gain", [4]),
    input("bias", [4]),
    input("readout", [4, 5]),
  ];
  const parameters = { embedding, gain, bias, readout };
  const rows = embedding.gather(tokens);
  const kept = rows.mul(key.randomUniform(rows, "dropout").greater(0.1)).div(0.9);
  const logits = kept.layerNorm(gain, bias, 1e-5).relu().matmul(readout);
  const loss = logits.logSoftmax().mul(tokens.oneHot(5)).sum([-1]).mean().neg();
  const slopes = gradients(loss, Object.values(parameters));
  return {
    name: "classifier",
    inputs: [
      { role: "fixed", tensor: rate },
      { role: "step", tensor: tokens },
      { role: "step", tensor: key },
      ...Object.values(parameters).map((tensor) => ({ role: "state", tensor }) as const),
    ],
    outputs: [
      ...Object.entries(parameters).map(([name, tensor], index) => ({
        role: "state" as const,
        name: `${name}.next`,
        tensor: tensor.sub(rate.mul(slopes[index]!)),
      })),
      { role: "step", name: "loss", tensor: loss },
    ],
  };
}

const SMALL = `program small
fixed data: float[rows, 2]
step scale: float[]
state total: float[2]
%1: float[2] = sum(data) {"axes":[0],"keepDimensions":false}
%2: float[2] = mul(%1, scale)
%3: float[2] = add(total, %2)
output state total.next = %3
output step added = %2
end
`;

Deno.test("printProgram() gives one line for each tensor", () => {
  const [data, scale, total] = [
    input("data", ["rows", 2]),
    input("scale", []),
    input("total", [2]),
  ];
  const added = data.sum([0]).mul(scale);
  const program: Program = {
    name: "small",
    inputs: [
      { role: "fixed", tensor: data },
      { role: "step", tensor: scale },
      { role: "state", tensor: total },
    ],
    outputs: [
      { role: "state", name: "total.next", tensor: total.add(added) },
      { role: "step", name: "added", tensor: added },
    ],
  };
  assert.equal(printProgram(program), SMALL);
});

Deno.test("printProgram() gives the text on record for a step with its gradients", () => {
  const program = simplify(classifierStep());
  assertGolden("classifier_step.txt", printProgram(program));
});

Deno.test("printProgram() does not depend on when tensors were made", () => {
  assert.equal(printProgram(classifierStep()), printProgram(classifierStep()));
});

Deno.test("parseProgram() reads back what was printed", () => {
  for (const text of [SMALL, printProgram(classifierStep())]) {
    assert.equal(printProgram(parseProgram(text)), text);
  }
});

Deno.test("parseProgram() reads back every op", () => {
  for (const op of opNames) {
    for (const each of casesOf(op)) {
      const inputs = inputsOf(each);
      const text = printProgram(programOf(op, inputs, [applyCase(op, each, inputs)]));
      assert.equal(printProgram(parseProgram(text)), text);
    }
  }
});

const damages: readonly [what: string, find: string, replace: string, message: string][] = [
  ["no name", "program small", "small", 'A program starts with its name, not with "small"'],
  ["no end", "end\n", "", 'Program "small" breaks off before its end'],
  ["an op that does not exist", "sum(", "total(", "line 5 of a program: unknown op total"],
  ["a tensor that does not exist", "(%1,", "(%7,", "line 6 of a program: unknown tensor %7"],
  ["a property of objects as op", "sum(", "toString(", "line 5 of a program: unknown op toString"],
  ["another shape", "%1: float[2]", "%1: float[3]", "line 5 of a program: sum gives [2], not [3]"],
  [
    "shapes that do not fit",
    "total: float[2]",
    "total: float[3]",
    'line 7 of a program: add("total" [3], mul [2]): Cannot broadcast [3] with [2]',
  ],
  ["a missing input", "mul(%1, scale)", "mul(%1)", "mul needs 2 inputs and attributes {}"],
  [
    "a missing attribute",
    ',"keepDimensions":false',
    "",
    "sum needs 1 inputs and attributes {axes, keepDimensions}",
  ],
  ["an unknown role", "state total:", "kept total:", "line 4 of a program: not an input, a tensor"],
  ["attributes that break off", "false}", "fal}", "Cannot read line 5 of a program: "],
];

for (const [what, find, replace, message] of damages) {
  Deno.test(`parseProgram() names the line with ${what}`, () => {
    const damaged = SMALL.replace(find, replace);
    assert.notEqual(damaged, SMALL);
    assert.throws(() => parseProgram(damaged), (error) => {
      assert.ok(error instanceof SyntaxError, `${error}`);
      assert.ok(error.message.includes(message), error.message);
      return true;
    });
  });
}
