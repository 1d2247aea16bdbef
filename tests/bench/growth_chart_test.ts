/** Time as work grows: its slope, and what is drawn of it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { drawGrowth, type GrowthPoint, slopeOf } from "../../bench/growth_chart.ts";
import { chartCsv } from "../../figures/chart.ts";
import { renderPng } from "../../figures/renderer.ts";

/** Time that is a power of the arithmetic, which is the square of the size. */
function pointsOf(exponent: number): GrowthPoint[] {
  return [2, 4, 8, 16].map((value) => {
    const floatingPointOperations = 1000 * value ** 2;
    const milliseconds = 0.01 * floatingPointOperations ** exponent;
    const range = { lowest: 0.9 * milliseconds, highest: 1.2 * milliseconds };
    return { value, floatingPointOperations, milliseconds, ...range, rounds: 3 };
  });
}

Deno.test("slopeOf() is the power of the arithmetic that the time is", () => {
  fc.assert(fc.property(fc.double({ min: -1, max: 2, noNaN: true }), (exponent) => {
    assert.ok(Math.abs(slopeOf(pointsOf(exponent)) - exponent) < 1e-9);
  }));
});

Deno.test("drawGrowth() has a panel for each axis, and its CSV every number that was measured", () => {
  const growths = [
    { axis: "batch", points: pointsOf(1) },
    { axis: "depth", points: pointsOf(0.5) },
  ];
  const lines = chartCsv(drawGrowth(growths, 1)).trimEnd().split("\n");
  const expected = growths.flatMap(({ axis, points }) =>
    points.map((point) =>
      [
        ...[axis, point.value, point.floatingPointOperations],
        ...[point.milliseconds, point.lowest, point.highest, point.rounds],
      ].join(",")
    )
  );
  assert.equal(
    lines[0],
    "panel,size,floatingPointOperations,milliseconds,lowest,highest,rounds",
  );
  assert.deepEqual(lines.slice(1), expected);
});

Deno.test("drawGrowth() draws time that grows as its arithmetic on the line of the arithmetic", () => {
  const chart = drawGrowth([{ axis: "batch", points: pointsOf(1) }], 2);
  const [arithmetic, measured] = chart.panels![0]!.chart.series;
  for (const [index, { x, y }] of measured!.points.entries()) {
    assert.equal(arithmetic!.points[index]!.x, x);
    assert.ok(Math.abs(arithmetic!.points[index]!.y! / y! - 1) < 1e-12);
  }
  assert.ok(renderPng(chart).length > 10_000);
});
