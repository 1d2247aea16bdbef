/** Words on lines: beside each other's place, and away from points. */
import assert from "node:assert/strict";
import { makeChart } from "../../figures/figure.ts";
import { renderSvg } from "../../figures/renderer.ts";
import { FigureRequest } from "../../figures/request.ts";
import { syntheticRun } from "./fixture/runs.ts";

/** Where a text begins, by what is written. */
function placesIn(svg: string): Map<string, readonly [x: number, y: number]> {
  return new Map(
    [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes = "", text = ""]) => {
      const numbers = ["x", "y"].map((name) =>
        Number(new RegExp(`\\b${name}="([-0-9.]+)`).exec(attributes)?.[1])
      );
      return [text.trim(), [numbers[0]!, numbers[1]!]];
    }),
  );
}

function draw(lines: readonly { y: number; label: string }[]) {
  const figure = { name: "f", kind: "overSteps", metrics: ["validationAccuracy"], lines };
  const run = syntheticRun({ run: "a", train: 20, validation: 5000 });
  return placesIn(renderSvg(makeChart(FigureRequest.parse({ figure, title: "T" }), [run])));
}

Deno.test("the words of lines that are close to each other do not overlap", () => {
  const labels = ["published one", "published two", "published three"];
  const places = draw(labels.map((label, index) => ({ y: 0.6 + index / 500, label })));
  const found = labels.map((label) => places.get(label)!);
  for (const [index, [x, y]] of found.entries()) {
    for (const [right, down] of found.slice(index + 1)) {
      assert.ok(Math.abs(y - down) >= 12 || Math.abs(x - right) > 100, String(found));
    }
  }
});

Deno.test("words stand where no points are: left of a curve that ends high", () => {
  const low = draw([{ y: 0, label: "nothing" }]).get("nothing")!;
  const high = draw([{ y: 1, label: "everything" }]).get("everything")!;
  assert.ok(high[0] < low[0], `${high} ${low}`);
});
