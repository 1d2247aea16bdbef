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
import { arrayName, placeOf } from "./print_loop.ts";
import { printJoin, printPack, printProduct, printScatters } from "./print_node.ts";
import { printRows, shareOf, type Surroundings } from "./print_rows.ts";
import { printStrip } from "./print_strip.ts";
import { elementary } from "./runtime/elementary.ts";
import { elementaryDouble } from "./runtime/elementary_double.ts";
import { products } from "./runtime/products.ts";
import { rows } from "./runtime/rows.ts";
import { scatter } from "./runtime/scatter.ts";
import { entry, threads } from "./runtime/threads.ts";
import { type Buffer, schedule } from "./schedule.ts";
import { nodesOf, type Unit } from "./units.ts";
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
  /** Arrays in the order of the task's offsets, followed by those that each thread has of its own. */
  readonly buffers: readonly PrintedBuffer[];
  readonly locals: readonly PrintedBuffer[];
}

export function printC(program: Program): PrintedProgram {
  const lowered = lowerProgram(program);
  const { units, buffers, locals, inMemory } = schedule(lowered);
  const symbols = symbolsOf(program);
  const functions = new Map<string, string>();
  const surroundings = { inMemory, locals: new Set<Node>(), symbols, functions };
  const step: string[] = [];
  for (const { unit, waits } of units) {
    if (waits) step.push("wait_for_all(task);");
    step.push(...printUnit(unit, surroundings));
  }
  const declared = [...declareInputs(lowered.inputs), ...declareOutputs(program, lowered.outputs)];
  const arrays = [
    "char *const own = task->scratch + thread * task->scratch_bytes;",
    ...buffers.map((buffer, index) => declareArray(buffer, "task->memory", index)),
    ...locals.map((buffer, index) => declareArray(buffer, "own", buffers.length + index)),
  ];
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
    buffers: buffers.map(describeBuffer),
    locals: locals.map(describeBuffer),
  };
}

function declareArray({ name, node }: Buffer, start: string, index: number): string {
  const type = cTypes[node.type];
  return `${type} *const ${arrayName(name)} = (${type} *)(${start} + task->offsets[${index}]);`;
}

function describeBuffer({ node: { type }, name, size, from, to }: Buffer): PrintedBuffer {
  return { name, type, size, from, to };
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

function printUnit(unit: Unit, surroundings: Surroundings): string[] {
  if (unit.kind === "strip") return printStrip(unit, surroundings);
  if (unit.kind === "pack") return [printPack(unit.node)];
  if (unit.kind === "scatters") return printScatters(unit.nodes);
  if (unit.kind === "join") return printJoin(unit.node);
  if (unit.kind === "node" && isScalar(unit.node)) {
    return printScalar(unit.node, surroundings.inMemory.has(unit.node));
  }
  const rows = printRows(unit, surroundings);
  if (rows !== null) return [shareOf(rows)];
  if (unit.kind === "node" && unit.node.kind === "product") {
    return [printProduct(unit.node, surroundings)];
  }
  throw new TypeError(`${nodesOf(unit)[0]!.name} is no unit of its own`);
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
