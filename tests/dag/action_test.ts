import assert from "node:assert/strict";
import fc from "fast-check";
import { type Action, dependenciesOf, sortActions } from "../../dag/action.ts";
import { once, outputs } from "./fixtures/rig.ts";

const ids = (actions: readonly Action[]) => actions.map(({ id }) => id);

Deno.test("sortActions() puts each action after those it reads from", () => {
  const actions = [
    once("d", "s", 1, { x: outputs("b", "c") }),
    once("c", "s", 1, { x: outputs("a") }),
    once("b", "s", 1, { x: outputs("a") }),
    once("a", "s", 1),
    once("e", "s", 1),
  ];
  assert.deepEqual(ids(sortActions(actions)), ["a", "b", "c", "d", "e"]);
});

Deno.test("sortActions() sorts any graph and loses nothing", () => {
  const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)));
  const property = fc.property(
    edges,
    fc.shuffledSubarray([...Array(10).keys()]),
    (pairs, order) => {
      const actions = order.map((node) => {
        const from = pairs.filter(([low, high]) =>
          low < high && high === node && order.includes(low)
        );
        return once(String(node), "s", 1, { x: outputs(...from.map(([low]) => String(low))) });
      });
      const sorted = sortActions(actions);
      assert.deepEqual(new Set(sorted), new Set(actions));
      for (const [place, action] of sorted.entries()) {
        const before = ids(sorted.slice(0, place));
        assert.ok(dependenciesOf(action).every((id) => before.includes(id)));
      }
    },
  );
  fc.assert(property, { seed: 3 });
});

Deno.test("sortActions() names the action that reads from nobody", () => {
  const actions = [
    once("join", "s", 1, { first: outputs("a"), second: outputs("b") }),
    once("a", "s", 1),
  ];
  assert.throws(() => sortActions(actions), {
    name: "TypeError",
    message: 'Action "join" reads "second" from "b", which is not an action',
  });
});

Deno.test("sortActions() names the actions of a circle in order", () => {
  const actions = [
    once("start", "s", 1, { x: outputs("a") }),
    once("a", "s", 1, { x: outputs("b") }),
    once("b", "s", 1, { x: outputs("c") }),
    once("c", "s", 1, { x: outputs("a") }),
  ];
  assert.throws(() => sortActions(actions), {
    name: "TypeError",
    message: 'Actions read from each other in a circle: "a" reads from "b" reads from "c" reads ' +
      'from "a"',
  });
});

Deno.test("sortActions() refuses two actions with one id and actions without links", () => {
  const action = once("a", "s", 1);
  assert.throws(() => sortActions([action, action]), /Two actions have the id "a"/);
  assert.throws(() => sortActions([{ ...action, links: [] }]), /Action "a" has no links/);
});

Deno.test("dependenciesOf() names each action once and no given contents", () => {
  const file = { hash: "", size: 0 } as never;
  const action = once("x", "s", 1, {
    p: [...outputs("a", "b"), { content: file }],
    q: outputs("a"),
  });
  assert.deepEqual(dependenciesOf(action), ["a", "b"]);
});

Deno.test("sortActions() refuses work per file that no number of links would fit", () => {
  const train = { id: "train", stage: "s", params: 1, inputs: {}, links: [1, 2] };
  const each = { action: "train", file: "f", links: "each" as const };
  const reader = { id: "r", stage: "s", params: 1, inputs: { x: [each] }, links: [null] };
  assert.deepEqual(sortActions([train, reader]), [train, reader]);
  for (const wrong of [{ links: [1, 2] }, { inputs: { x: [each, each] } }]) {
    assert.throws(
      () => sortActions([train, { ...reader, ...wrong }]),
      /Input "x" of action "r" gives each link a file: it must have one source/,
    );
  }
});
