import assert from "node:assert/strict";
import { linearTicks, logarithmicTicks } from "../../figures/ticks.ts";

const labels = (ticks: { label: string }[]) =>
  ticks.map(({ label }) => label).filter((label) => label !== "");

Deno.test("linearTicks() stand at round numbers with as many decimals as they need", () => {
  assert.deepEqual(labels(linearTicks(0, 1)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
  assert.deepEqual(labels(linearTicks(0.17, 0.83)), [
    "0.2",
    "0.3",
    "0.4",
    "0.5",
    "0.6",
    "0.7",
    "0.8",
  ]);
  assert.deepEqual(labels(linearTicks(23, 199)), ["25", "50", "75", "100", "125", "150", "175"]);
});

Deno.test("logarithmicTicks() label powers of ten and leave minor ticks bare", () => {
  const ticks = logarithmicTicks(1, 1000);
  assert.deepEqual(labels(ticks), ["10⁰", "10¹", "10²", "10³"]);
  assert.equal(ticks.length, 28);
});

Deno.test("logarithmicTicks() label twos and fives where few powers fit", () => {
  assert.deepEqual(labels(logarithmicTicks(70, 1900)), ["100", "200", "500", "1\u202f000"]);
  assert.deepEqual(labels(logarithmicTicks(0.015, 0.3)), ["0.02", "0.05", "0.1", "0.2"]);
});

Deno.test("logarithmicTicks() label every other power where many fit", () => {
  assert.deepEqual(labels(logarithmicTicks(1e-7, 1e3)), ["10⁻⁶", "10⁻⁴", "10⁻²", "10⁰", "10²"]);
});

Deno.test("logarithmicTicks() label at least two numbers, however narrow or far from 1", () => {
  for (const [low, high] of [[95, 140], [0.21, 0.47], [3e-9, 4e-9], [2e-7, 8e-7], [4e12, 5e12]]) {
    const written = labels(logarithmicTicks(low!, high!));
    assert.ok(written.length >= 2, `${low} to ${high}: ${written}`);
    assert.equal(new Set(written).size, written.length, String(written));
  }
  assert.deepEqual(labels(logarithmicTicks(1.5e-7, 8e-7)), ["2·10⁻⁷", "5·10⁻⁷"]);
});

Deno.test("linearTicks() far from 1 are written with powers of ten", () => {
  assert.deepEqual(labels(linearTicks(0, 3e-7)), [
    "0",
    "5·10⁻⁸",
    "1.0·10⁻⁷",
    "1.5·10⁻⁷",
    "2.0·10⁻⁷",
    "2.5·10⁻⁷",
    "3.0·10⁻⁷",
  ]);
});
