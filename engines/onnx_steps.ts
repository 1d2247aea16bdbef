/**
 * A loop on a device whose onnxruntime has no kernel for loops: the file is one step, which is run
 * again and again. State stays on the device from step to step, data from call to call; what each
 * step gives comes back at once. A tensor on the device cannot be read there (in onnxruntime-node
 * 1.30 `getData` ends the process), so a file that does nothing but copy brings it back.
 */
import type * as ort from "onnxruntime-node";
import { nextName } from "../graph/next_name.ts";
import { writeOnnx } from "../graph/onnx.ts";
import { checkProgram, inputName, type Program, type ProgramInput } from "../graph/program.ts";
import type { Executable, LoadOptions, Value, Values } from "./engine.ts";
import { bindFeeds } from "./feeds.ts";
import { collect, expectedInput, sliceStep } from "./interpreter.ts";
import { createSession, fromTensor, toTensor } from "./onnx.ts";

type Tensors = Readonly<Record<string, ort.Tensor>>;

/** Where a loop is run by steps; on cpu only to be tested. */
export type StepsDevice = "webgpu" | "cpu";

export async function loadSteps(
  program: Program,
  device: StepsDevice,
  { threads }: LoadOptions,
): Promise<Executable> {
  const namesOf = (role: ProgramInput["role"]) =>
    program.inputs.filter((each) => each.role === role).map(({ tensor }) => inputName(tensor));
  const [fixed, sliced, states] = [namesOf("fixed"), namesOf("step"), namesOf("state")];
  const given = program.outputs.filter(({ role }) => role === "step");
  const location = device === "cpu" ? "cpu" : "gpu-buffer";
  const open = (program: Program, kept: readonly string[]) =>
    createSession(writeOnnx(program, { webgpu: true }), device, threads, {
      logSeverityLevel: 3, // not of nodes for sizes that the processor has
      preferredOutputLocation: mapNames(kept, () => location),
    });
  const step = await open(oneStep(program), states.map(nextName));
  const send = await open(copying(program, fixed), fixed.map(nextName));
  const fetch = await open(copying(program, states), []);

  let held: Values = {};
  let heldTensors: Tensors | null = null;
  const drop = () => {
    dispose(heldTensors ?? {});
    heldTensors = null;
  };
  const copy = async (session: ort.InferenceSession, tensors: Tensors) => {
    if (Object.keys(tensors).length === 0) return {};
    const results = await session.run(tensors);
    return mapNames(Object.keys(tensors), (name) => results[nextName(name)]!);
  };
  const sendAll = (values: Values) =>
    copy(send, mapNames(fixed, (name) => toTensor(values[name]!)));

  return {
    hold(values) {
      drop();
      held = values;
    },
    async run(feeds) {
      const values = { ...held, ...feeds };
      const sizes = bindFeeds(program.inputs.map(expectedInput), values);
      const isHeld = fixed.every((name) => feeds[name] === undefined);
      const data = isHeld ? heldTensors ??= await sendAll(values) : await sendAll(values);
      let state: Tensors = mapNames(states, (name) => toTensor(values[name]!));
      const results = given.map((output) => [output, [] as Value[]] as const);
      try {
        for (let at = 0; at < sizes.get("steps")!; at++) {
          const slices = mapNames(sliced, (name) => toTensor(sliceStep(values[name]!, at)));
          const outputs = await step.run({ ...data, ...slices, ...state });
          dispose(state);
          state = mapNames(states, (name) => outputs[nextName(name)]!);
          for (const [{ name }, list] of results) list.push(fromTensor(name, outputs[name]!));
        }
        const last = await copy(fetch, state);
        return {
          ...Object.fromEntries(
            states.map((name) => [nextName(name), fromTensor(name, last[name]!)]),
          ),
          ...Object.fromEntries(
            results.map(([output, list]) => [output.name, collect(output, list, sizes)]),
          ),
        };
      } finally {
        dispose(state);
        if (!isHeld) dispose(data);
      }
    },
    async close() {
      drop();
      for (const session of [step, send, fetch]) await session.release();
    },
  };
}

/** The body of a loop as a program of its own. */
function oneStep(program: Program): Program {
  return checkProgram({
    name: `${program.name}.step`,
    inputs: program.inputs.map(({ tensor }) => ({ role: "fixed", tensor })),
    outputs: program.outputs.map((output) => ({ ...output, role: "result" })),
  });
}

/** Some inputs as they are, under the names that they would have next. */
function copying({ name, inputs }: Program, names: readonly string[]): Program {
  const copied = inputs.filter(({ tensor }) => names.includes(inputName(tensor)));
  return {
    name: `${name}.copy`,
    inputs: copied.map(({ tensor }) => ({ role: "fixed", tensor })),
    outputs: copied.map(({ tensor }) => ({
      role: "result",
      name: nextName(inputName(tensor)),
      tensor,
    })),
  };
}

function dispose(tensors: Tensors): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}

function mapNames<T>(names: readonly string[], make: (name: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}
