/** Random programs for property tests, made from a list of numbers with the methods of tensors. */
import type { Values } from "../../engines/engine.ts";
import { gradients } from "../../graph/autodiff.ts";
import type { Program } from "../../graph/program.ts";
import { input, type Tensor } from "../../graph/tensor.ts";
import { programOf } from "./op_cases.ts";

/** One instruction: which rule, and on which of the tensors made so far. */
export type Instruction = readonly [rule: number, first: number, second: number];

type Rule = (x: Tensor, y: Tensor) => Tensor;

/** Results stay exact under every rewrite: none divides by what may be zero of either sign. */
const rules: readonly Rule[] = [
  (x, y) => x.add(y),
  (x, y) => x.sub(y),
  (x, y) => x.mul(y),
  (x, y) => x.matmul(y),
  (x, y) => x.matmul(y).add(y.sum([0])),
  (x, y) => x.matmul(y, { transposeRight: true }).add(1),
  (x, y) => x.matmul(y, { transposeLeft: true }),
  (x, y) => x.broadcastLike(y),
  (x, y) => x.broadcastLike(y).mul(y),
  (x, y) => y.sub(x.broadcastLike(y)),
  (x, y) => x.greater(y),
  (x) => x.mul(1),
  (x) => x.div(1),
  (x) => x.add(0),
  (x) => x.sub(0),
  (x) => x.neg(),
  (x) => x.cos(),
  (x) => x.tanh(),
  (x) => x.erf(),
  (x) => x.relu(),
  (x) => x.softmax(),
  (x) => x.sum([0]),
  (x) => x.sum([-1], true),
  (x) => x.mean(),
  (x) => x.transpose([1, 0]),
  (x) => x.reshape([1, ...x.shape]),
  (x) => x.reshape([...x.shape, 1]).reshape(x.shape),
  (x) => x.reshape(["3*rows"]),
  (x) => x.reshape(["rows", 3]),
  (x) => x.slice(x.rank - 1, 1, 3),
  (x) => x.pad(x.rank - 1, 0, 1),
];

export const ruleCount = rules.length;

export const randomProgramFeeds: Values = {
  x: { shape: [2, 3], data: Float64Array.of(0.5, -1.5, 0.25, 1, -0.75, 2) },
  square: { shape: [3, 3], data: Float64Array.of(1, 0.5, -1, 0, 2, 0.25, -0.5, 1, 0.75) },
  row: { shape: [3], data: Float64Array.of(0.1, -0.2, 0.3) },
};

/** A program of the tensors that the instructions make where they fit, and some gradients. */
export function randomProgram(instructions: readonly Instruction[]): Program {
  const inputs = [input("x", ["rows", 3]), input("square", [3, 3]), input("row", [3])];
  const tensors = [...inputs];
  for (const [rule, first, second] of instructions) {
    const [x, y] = [tensors[first % tensors.length]!, tensors[second % tensors.length]!];
    const made = applyWhereItFits(rules[rule % rules.length]!, x, y);
    if (made) tensors.push(made);
  }
  const last = tensors.at(-1)!;
  const shared = tensors.at(-3)!;
  return programOf("random", inputs, [last, shared, ...gradients(last.sum(), inputs)]);
}

function applyWhereItFits(rule: Rule, x: Tensor, y: Tensor): Tensor | null {
  try {
    return rule(x, y);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
