/** What makes named tensors a program that every engine can run. */
import assert from "node:assert/strict";
import { nextName } from "../../graph/next_name.ts";
import {
  checkProgram,
  inputName,
  isLoop,
  type Program,
  topologicalOrder,
} from "../../graph/program.ts";
import { input, type Tensor } from "../../graph/tensor.ts";

const x = input("x", [2]);
const rate = input("rate", []);
const plain: Program = {
  name: "plain",
  inputs: [{ role: "fixed", tensor: x }],
  outputs: [{ role: "result", name: "y", tensor: x.exp() }],
};
const loop: Program = {
  name: "loop",
  inputs: [{ role: "state", tensor: x }, { role: "step", tensor: rate }],
  outputs: [
    { role: "state", name: "x.next", tensor: x.mul(rate) },
    { role: "step", name: "sum", tensor: x.sum() },
  ],
};

function refuse(program: Program, message: string): void {
  assert.throws(() => checkProgram(program), { name: "RangeError", message });
}

Deno.test("checkProgram() returns a program that is in order", () => {
  assert.equal(checkProgram(plain), plain);
  assert.equal(checkProgram(loop), loop);
  assert.ok(!isLoop(plain));
  assert.ok(isLoop(loop));
});

Deno.test("checkProgram() refuses a name that is used twice", () => {
  const again = { role: "result", name: "x", tensor: x } as const;
  refuse({ ...plain, outputs: [again] }, 'Program "plain" has two tensors "x"');
});

Deno.test("checkProgram() refuses an input that is not listed, or another of the same name", () => {
  refuse({ ...plain, inputs: [] }, 'Program "plain" does not list input "x"');
  const inputs = [{ role: "fixed", tensor: input("x", [2]) }] as const;
  refuse({ ...plain, inputs }, 'Program "plain" does not list input "x"');
});

Deno.test("checkProgram() refuses a program without outputs", () => {
  refuse({ ...plain, outputs: [] }, 'Program "plain" has no output');
});

Deno.test("checkProgram() refuses a loop's inputs where nothing loops", () => {
  const inputs = [{ role: "step", tensor: x }] as const;
  refuse({ ...plain, inputs }, '"x" is a step input, but "plain" is no loop');
});

Deno.test("checkProgram() refuses a loop with a result or without a step input", () => {
  const message = 'Loop "loop" needs a step input and can have no result';
  refuse({ ...loop, outputs: [...loop.outputs, ...plain.outputs] }, message);
  const inputs = loop.inputs.map(({ tensor }) =>
    ({ role: tensor === x ? "state" : "fixed", tensor }) as const
  );
  refuse({ ...loop, inputs }, message);
});

Deno.test("checkProgram() refuses a state without a next value, and the other way round", () => {
  refuse({ ...loop, outputs: loop.outputs.slice(1) }, 'Loop "loop" gives no "x.next"');
  const stray = { role: "state", name: "z.next", tensor: x } as const;
  refuse({ ...loop, outputs: [...loop.outputs, stray] }, 'Loop "loop" has no state for "z.next"');
});

Deno.test("checkProgram() refuses a next value of another shape or type", () => {
  const withNext = (tensor: Tensor): Program => ({
    ...loop,
    outputs: [{ role: "state", name: "x.next", tensor }],
  });
  refuse(
    withNext(x.sum([0], true)),
    '"x.next" float[1] must be like its state, float[2]',
  );
  refuse(
    withNext(input("ids", [2], "int")),
    'Program "loop" does not list input "ids"',
  );
  refuse(
    withNext(x.reshape([2, 1]).argmax()),
    '"x.next" int[2] must be like its state, float[2]',
  );
});

Deno.test("topologicalOrder() lists every tensor once, after its inputs", () => {
  const squared = x.mul(x);
  const order = topologicalOrder([squared.add(x), squared]);
  assert.equal(order.length, 3);
  for (const [index, tensor] of order.entries()) {
    for (const each of tensor.origin.inputs) assert.ok(order.indexOf(each) < index);
  }
});

Deno.test("topologicalOrder() walks only once through what is shared", () => {
  let doubled: Tensor = x;
  for (let depth = 0; depth < 100; depth++) doubled = doubled.add(doubled);
  assert.equal(topologicalOrder([doubled]).length, 101); // of 2^100 paths
});

Deno.test("topologicalOrder() does not overflow the stack on a very deep graph", () => {
  let deep: Tensor = x;
  for (let depth = 0; depth < 100_000; depth++) deep = deep.neg();
  assert.equal(topologicalOrder([deep]).length, 100_001);
});

Deno.test("inputName() and nextName() name the two ends of a state", () => {
  assert.equal(inputName(x), "x");
  assert.equal(nextName("x"), "x.next");
  assert.throws(() => inputName(x.neg()), {
    name: "TypeError",
    message: "Expected an input, found the result of neg",
  });
});
