/** Figures as grids: panels, phase diagrams, outcome maps, and scatters of two numbers. */
import assert from "node:assert/strict";
import { type Chart, chartCsv } from "../../figures/chart.ts";
import { drawFigure, makeChart } from "../../figures/figure.ts";
import { FigureRequest } from "../../figures/request.ts";
import { outcomeOf } from "../../measures/outcome.ts";
import type { RunCurve } from "../../tables/curves.ts";
import { refuse, sample } from "../schemas/samples.ts";
import { syntheticRun } from "./fixture/runs.ts";

const alpha = "split.trainFraction";
const decay = "optimizer.weightDecay";

/** Two fractions by two decays by two seeds; nothing is learned at 0.2 without decay. */
const curves: RunCurve[] = [0.2, 0.6].flatMap((fraction) =>
  [0, 1].flatMap((weightDecay) =>
    [0, 1].map((seed) => {
      const curve = syntheticRun({
        run: `${fraction}-${weightDecay}-${seed}`,
        seed,
        axes: { [alpha]: fraction, [decay]: weightDecay },
        train: 20,
        validation: fraction === 0.2 && weightDecay === 0 ? null : 500 / fraction * (1 + seed),
      });
      return { ...curve, outcome: outcomeOf(curve) };
    })
  )
);

function draw(figure: object, of: readonly RunCurve[] = curves): Chart {
  return makeChart(FigureRequest.parse({ figure: { name: "f", ...figure }, title: "T" }), of);
}

const lines = (chart: Chart) => chartCsv(chart).trim().split("\n");

Deno.test("panels show the runs of one value each, on the axes of all", () => {
  const chart = draw({ kind: "alphaVsSteps", panels: { by: [decay] } });
  assert.deepEqual(chart.panels!.map(({ label }) => label), ["λ 0", "λ 1"]);
  for (const { chart: { x, y } } of chart.panels!) assert.deepEqual([x, y], [chart.x, chart.y]);
  assert.deepEqual(chart.legend.entries.map(({ label }) => label), ["train", "validation"]);
  const alone = draw({ kind: "alphaVsSteps" }, curves.filter(({ axes }) => axes[decay] === 1));
  const ofPanel = lines(chart).filter((line) => line.startsWith("λ 1,"));
  assert.deepEqual(ofPanel.map((line) => line.slice("λ 1,".length)), lines(alone).slice(1));
});

Deno.test("panels may have titles, and several fields that are swept together", () => {
  const by = [decay, alpha];
  const chart = draw({
    kind: "accuracyVsSteps",
    panels: { by, titles: ["first", "second"], columns: 3 },
  });
  assert.deepEqual(
    chart.panels!.map(({ label }) => label),
    ["first", "second", "λ 0, α 0.6", "λ 1, α 0.6"],
  );
  assert.equal(chart.panelColumns, 3);
});

Deno.test("a group has one colour in every panel, those with fewer groups too", () => {
  const some = curves.filter(({ axes }) => axes[decay] === 0 || axes[alpha] === 0.6);
  const chart = draw({ kind: "accuracyVsSteps", panels: { by: [decay] } }, some);
  const colour = (panel: number, fraction: number) =>
    chart.panels![panel]!.chart.series.find(({ keys }) => keys[alpha] === fraction)?.style.colour;
  const shared = chart.legend.entries.find(({ label }) => label === "0.6")?.style?.colour;
  assert.equal(colour(0, 0.6), shared);
});

Deno.test("a figure of panels is drawn as PNG and as one SVG with ids of its own", () => {
  const request = FigureRequest.parse({
    figure: { name: "f", kind: "alphaVsAccuracy", panels: { by: [decay] } },
    title: "Panels",
  });
  const { png, svg } = drawFigure(request, curves);
  assert.deepEqual([...png.subarray(1, 4)], [...new TextEncoder().encode("PNG")]);
  assert.equal(svg.match(/<svg /g)?.length, 3);
  const ids = [...svg.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) assert.ok(ids.includes(id));
  assert.deepEqual(drawFigure(request, curves).svg, svg);
});

Deno.test("a phase diagram has a cell for each combination, with the median of its runs", () => {
  const chart = draw({ kind: "phaseDiagram", y: decay });
  assert.equal(chart.cells!.length, 4);
  const never = chart.cells!.find(({ label }) => label === "never")!;
  assert.deepEqual([never.left, never.bottom], [-0.5, -0.5]);
  const [header, ...rows] = lines(chart);
  assert.equal(header, `${alpha},${decay},value,valueLowest,valueHighest,runs`);
  assert.equal(rows[0], "0.2,0,never,never,never,2");
  const [, , median, lowest, highest] = rows[3]!.split(",").map(Number);
  assert.equal(median, (lowest! + highest!) / 2);
  const steps = draw({
    kind: "overSetting",
    metrics: ["validationAccuracy"],
    stepsTo: { atLeast: 0.99 },
  });
  const known = lines(steps).find((line) =>
    line.startsWith("measured,1,validation accuracy,0.6,")
  )!;
  assert.equal(known.split(",").slice(4).join(), rows[3]!.split(",").slice(2).join());
});

Deno.test("colours of a phase diagram mean the same in every panel", () => {
  const figure = { kind: "phaseDiagram", y: decay, panels: { by: [alpha] } };
  const [whole, panels] = [draw({ ...figure, panels: undefined }), draw(figure)];
  const cells = panels.panels!.flatMap(({ chart }) => chart.cells!);
  const colours = (of: typeof cells) => of.map(({ colour, label }) => `${label} ${colour}`).sort();
  assert.deepEqual(colours(cells), colours([...whole.cells!]));
});

Deno.test("outcomes are counted by setting, and a phase diagram shows what most runs did", () => {
  const map = draw({ kind: "outcomeMap", by: decay });
  assert.deepEqual(lines(map), [
    `${decay},outcome,runs,share`,
    "0,memorised,2,0.5",
    "0,grokked,2,0.5",
    "1,grokked,4,1",
  ]);
  assert.deepEqual(map.legend.entries.map(({ label }) => label), [
    "no learning (0)",
    "memorised (2)",
    "grokked (6)",
    "generalised at once (0)",
  ]);
  assert.match(map.subtitle.join(" "), /grokked: at least 5 times as late/);
  const diagram = draw({ kind: "phaseDiagram", y: decay, value: "outcome" });
  assert.deepEqual(diagram.cells!.map(({ label }) => label), ["2/2", "2/2", "2/2", "2/2"]);
  assert.equal(lines(diagram)[1], "0.2,0,memorised,2");
});

Deno.test("a scatter has a point for each run with both numbers, and their rank correlation", () => {
  const chart = draw({
    kind: "scatter",
    x: alpha,
    y: { metric: "validationAccuracy", atLeast: 0.99 },
    colour: decay,
  });
  assert.equal(chart.series.flatMap(({ points }) => points).length, 6);
  const text = chart.subtitle.join(" ");
  assert.match(text, /Spearman's ρ = -0\.\d\d of 6 runs; 2 runs without both numbers not shown/);
  const [header, first] = lines(chart);
  assert.equal(
    header,
    `run,${decay},train fraction,steps to validation accuracy ≥\u00a00.99,spearman`,
  );
  assert.match(first!, /^0\.2-1-0,1,0\.2,\d+,-0\.\d+$/);
});

Deno.test("what a grid refers to has to be there", () => {
  const wrong = (figure: string) => refuse(sample, `figures=[{ name: f, ${figure} }]`);
  assert.match(
    wrong("kind: alphaVsSteps, panels: { by: [model.width] }"),
    /figures\[0\]\.panels\.by\[0\]: model\.width is not a swept field/,
  );
  assert.match(
    wrong(`kind: phaseDiagram, y: ${alpha}`),
    /figures\[0\]\.y: split\.trainFraction is on the horizontal axis/,
  );
  assert.match(
    wrong(`kind: scatter, x: ${alpha}, y: { metric: trainLos }`),
    /figures\[0\]\.y\.metric: trainLos is not a column .* did you mean trainLoss/,
  );
});
