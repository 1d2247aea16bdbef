/**
 * Checkpoints evaluated per second on small sets: with one session that takes weights as inputs, as
 * `evaluate` has it, and with a session made for each checkpoint.
 */
import type { Executable, Values } from "../engines/engine.ts";
import { onnxEngine } from "../engines/onnx.ts";
import { writeOnnx } from "../graph/onnx.ts";
import { names } from "../training/manifest.ts";
import { buildEvaluationProgram, describePrograms } from "../training/programs.ts";
import { initialState } from "../training/state.ts";
import { quickStart, transformers } from "./networks.ts";
import { median } from "./turns.ts";

const CHECKPOINTS = 30;
const REPEATS = 5;

/** So few that making a session is seen: what is evaluated costs the same in both ways. */
const ROWS = 64;

for (const { name, recipe } of [quickStart, ...transformers]) {
  const program = writeOnnx(buildEvaluationProgram(recipe));
  const manifest = describePrograms(recipe);
  const { input } = recipe.data;
  const positions = input.kind === "tokens" ? input.positions : 1;
  const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
  const held = {
    [names.inputs]: { shape: [ROWS, positions], data: new Int32Array(ROWS * positions) },
    [names.targets]: { shape: [ROWS, 1], data: new Int32Array(ROWS) },
  };
  const checkpoints = Array.from(
    { length: CHECKPOINTS },
    (_, seed) => initialState(manifest, seed).tensors as Values,
  ).map((tensors) =>
    Object.fromEntries(manifest.parameters.map(({ name }) => [name, tensors[name]!]))
  );
  const ask = (session: Executable, weights: Values) =>
    session.run({ ...weights, [names.batch]: { shape: [ROWS], data: rows } });
  const load = async () => {
    const session = await onnxEngine.load(program, { threads: 1 });
    session.hold(held);
    return session;
  };
  const together: number[] = [];
  const apart: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    let start = performance.now();
    const session = await load();
    for (const weights of checkpoints) await ask(session, weights);
    await session.close();
    together.push(performance.now() - start);
    start = performance.now();
    for (const weights of checkpoints) {
      const own = await load();
      await ask(own, weights);
      await own.close();
    }
    apart.push(performance.now() - start);
  }
  const [one, each] = [median(together), median(apart)];
  console.log(
    `${name}: ${rateOf(one)} checkpoints a second with one session, ${
      rateOf(each)
    } with one each; ` +
      `${(each / one).toFixed(1)} times`,
  );
}

function rateOf(milliseconds: number): number {
  return Math.round(1000 * CHECKPOINTS / milliseconds);
}
