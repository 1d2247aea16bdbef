import assert from "node:assert/strict";
import { hashOfWish, type Wish, wishOf } from "../../../web/live/address.ts";

const wish: Wish = {
  experiment: "quickstart",
  choices: {
    trainFraction: 0.5,
    weightDecay: 0.1,
    learningRate: 1e-7,
    modulus: 59,
    seed: 3,
    optimizer: "adamw",
  },
  autostart: true,
  look: { x: "linear", zoom: [10, 50], steps: [40] },
};

Deno.test("an address says all that was chosen, and is read as it was written", () => {
  const hash = hashOfWish(wish);
  assert.equal(
    hash,
    "#experiment=quickstart&alpha=0.5&decay=0.1&rate=1e-7&p=59&seed=3&optimizer=adamw" +
      "&autostart=1&step=40&x=linear&zoom=10,50",
  );
  assert.deepEqual(wishOf(hash), wish);
});

Deno.test("what an address does not say, or says wrongly, is left to the experiment", () => {
  const plain = { experiment: "", choices: {}, autostart: false };
  for (const hash of ["", "#", "#alpha=much&seed=&p=%ZZ&autostart=yes"]) {
    const { look, ...rest } = wishOf(hash);
    assert.deepEqual(rest, plain, hash);
    assert.deepEqual(look, { x: "log", zoom: null, steps: [] });
  }
});

Deno.test("what an experiment does not have is not in the address", () => {
  const choices = { ...wish.choices, modulus: null, weightDecay: null };
  assert.doesNotMatch(hashOfWish({ ...wish, choices }), /[#&](p|decay)=/);
});
