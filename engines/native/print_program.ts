/** A whole program as C: constants, functions of its loops, and a step that calls them. */
import { nextName } from "../../graph/next_name.ts";
import type { DataType } from "../../graph/op.ts";
import {
  inputName,
  type InputRole,
  isLoop,
  type OutputRole,
  type Program,
} from "../../graph/program.ts";
import { parseDimension, type Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { cTypes, declareSizes, indent, literal, sizeText } from "./c_text.ts";
import { lowerProgram } from "./lower.ts";
import type { PrintedBuffer } from "./memory.ts";
import { isScalar, type Node } from "./nodes.ts";
import { arrayName, placeOf, printLoop } from "./print_loop.ts";
import {
  printBatched,
  type PrintedCall,
  printJoin,
  printProduct,
  printReduce,
  printScatter,
  shareCall,
} from "./print_node.ts";
import { elementary } from "./runtime/elementary.ts";
import { elementaryDouble } from "./runtime/elementary_double.ts";
import { products } from "./runtime/products.ts";
import { rows } from "./runtime/rows.ts";
import { scatter } from "./runtime/scatter.ts";
import { entry, threads } from "./runtime/threads.ts";
import { COLUMN_CHUNKS, partsName, schedule, type Unit } from "./schedule.ts";
import { product } from "./views.ts";

/** Arithmetic is what the source says: nothing joined, nothing reordered, integers wrap. */
const MEANING = [
  "-std=gnu11",
  "-ffp-contract=off",
  "-fno-math-errno",
  "-fno-trapping-math",
  "-fwrapv",
];

/** An array that is fed or given back. */
export interface PrintedArray<Role> {
  readonly name: string;
  readonly role: Role;
  readonly dataType: DataType;
  readonly shape: Shape;
}

/** A program in C, and all that whoever calls it has to know. */
export interface PrintedProgram {
  readonly name: string;
  readonly inputs: readonly PrintedArray<InputRole>[];
  readonly outputs: readonly PrintedArray<OutputRole>[];
  readonly isLoop: boolean;
  /** All that is compiled. */
  readonly source: string;
  /** Flags of compilers without which it would mean something else. */
  readonly meaning: readonly string[];
  /** What is this program's own in it: constants, loops and the step. */
  readonly body: string;
  /** Symbols in the order of the task's sizes. */
  readonly symbols: readonly string[];
  /** Arrays in the order of the task's offsets. */
  readonly buffers: readonly PrintedBuffer[];
}

export function printC(program: Program): PrintedProgram {
  const lowered = lowerProgram(program);
  const { units, buffers, inMemory } = schedule(lowered);
  const symbols = symbolsOf(program);
  const functions = new Map<string, string>();
  const step: string[] = [];
  for (const { unit, waits } of units) {
    if (waits) step.push("wait_for_all(task);");
    step.push(...printUnit(unit, inMemory, symbols, functions));
  }
  const declared = [...declareInputs(lowered.inputs), ...declareOutputs(program, lowered.outputs)];
  const arrays = buffers.map(({ name, node }, index) =>
    `${cTypes[node.type]} *const ${arrayName(name)} = ` +
    `(${cTypes[node.type]} *)(task->memory + task->offsets[${index}]);`
  );
  const lines = [...declared, ...arrays, ...step, "wait_for_all(task);"];
  const used = withoutUnused(lines);
  const constants = lowered.nodes.flatMap((node) => declareConstant(node));
  const body = [
    ...constants,
    ...functions.values(),
    `static void program_step(Task *task, int thread, long step) {`,
    ...indent([...declareSizes(used, symbols), ...used]),
    "}",
    "",
  ].join("\n");
  const runtime = [threads, elementary, elementaryDouble, rows, products, scatter];
  return {
    name: program.name,
    inputs: program.inputs.map(({ role, tensor }) => ({
      ...describe(tensor),
      name: inputName(tensor),
      role,
    })),
    outputs: program.outputs.map(({ role, name, tensor }) => ({ ...describe(tensor), name, role })),
    isLoop: isLoop(program),
    source: [...runtime, body, entry].join("\n"),
    meaning: MEANING,
    body,
    symbols,
    buffers: buffers.map(({ node: { type }, name, size, from, to }) => ({
      name,
      type,
      size,
      from,
      to,
    })),
  };
}

function describe({ dataType, shape }: Tensor): Pick<PrintedArray<never>, "dataType" | "shape"> {
  return { dataType, shape };
}

/** Symbols of what is fed; the number of steps is a size of its own. */
function symbolsOf(program: Program): string[] {
  const symbols = program.inputs.flatMap(({ tensor }) =>
    tensor.shape.flatMap((dimension) => parseDimension(dimension).symbol ?? [])
  );
  return [...new Set(symbols)].sort();
}

function printUnit(
  unit: Unit,
  inMemory: ReadonlySet<Node>,
  symbols: readonly string[],
  functions: Map<string, string>,
): string[] {
  if (unit.kind === "loop") {
    const name = `loop_${functions.size}`;
    const loop = printLoop(unit.group, inMemory, symbols, name);
    functions.set(name, loop.text);
    return [shareCall(name, loop.count, loop.parameters.map(({ name }) => name))];
  }
  const { node } = unit;
  if (unit.kind === "join") return printJoin(node, partsName(node), COLUMN_CHUNKS);
  if (isScalar(node)) return printScalar(node, inMemory.has(node));
  const printed = printCall(node, symbols);
  for (const [name, text] of printed.functions) functions.set(name, text);
  return [printed.call];
}

function printCall(node: Node, symbols: readonly string[]): PrintedCall {
  switch (node.kind) {
    case "product":
      return printProduct(node);
    case "batched":
      return printBatched(node, symbols);
    case "scatter":
      return printScatter(node);
    case "reduce":
      return printReduce(node, symbols);
    default:
      throw new TypeError(`${node.name} is no node of its own, but a ${node.kind}`);
  }
}

/** Every thread works out a scalar for itself; the first one writes those that are given back. */
function printScalar(node: Node, isGiven: boolean): string[] {
  if (node.kind !== "map") return [];
  const value = node.expression.replace(/\$(\d+|at\b)/g, (_, operand: string) => {
    if (operand === "at") return "0";
    const { node: from, offset } = node.operands[Number(operand)]!;
    if (from.kind === "constant" && from.shape.length === 0) {
      return literal(from.values[0]!, from.type);
    }
    return isScalar(from) ? from.name : `${arrayName(from)}[${placeOf({ offset }, [], [], "")}]`;
  });
  return [
    `const ${cTypes[node.type]} ${node.name} = ${value};`,
    ...isGiven ? [`if (thread == 0) *${arrayName(node)} = ${node.name};`] : [],
  ];
}

/** States change places with their next values at each step. */
function declareInputs(
  inputs: readonly (Node & { readonly kind: "input" })[],
): string[] {
  return inputs.map((node, index) => {
    const type = cTypes[node.type];
    const given = `task->inputs[${index}]`;
    const start = node.role === "state" ? `(step & 1 ? task->next[${index}] : ${given})` : given;
    const place = node.role === "step" ? ` + step * ${sizeText(product(node.shape))}` : "";
    return `const ${type} *const ${arrayName(node)} = (const ${type} *)${start}${place};`;
  });
}

function declareOutputs(
  program: Program,
  outputs: readonly { readonly name: string; readonly role: string; readonly node: Node }[],
): string[] {
  const states = new Map(
    program.inputs.map(({ tensor }, index) => [nextName(inputName(tensor)), index] as const),
  );
  return outputs.map(({ name, role, node }, index) => {
    const type = cTypes[node.type];
    const state = states.get(name);
    const start = role === "state"
      ? `(step & 1 ? task->inputs[${state}] : task->next[${state}])`
      : `task->outputs[${index}]`;
    const size = sizeText(product(node.shape));
    const place = isLoop(program) && role === "step" ? ` + step * ${size}` : "";
    return `${type} *const ${arrayName(node)} = (${type} *)${start}${place};`;
  });
}

function declareConstant(node: Node): string[] {
  if (node.kind !== "constant" || node.shape.length === 0) return [];
  const values = node.values.map((value) => literal(value, node.type)).join(", ");
  return [`static const ${cTypes[node.type]} ${arrayName(node)}[] = {${values}};`];
}

/** Lines without the declarations of arrays that no other line names. */
function withoutUnused(lines: readonly string[]): string[] {
  const words = lines.flatMap((line) => [...new Set(line.match(/\w+/g))]);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return lines.filter((line) => {
    const name = /\*const (\w+) =/.exec(line)?.[1];
    return name === undefined || counts.get(name)! > 1;
  });
}
