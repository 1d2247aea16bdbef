import assert from "node:assert/strict";
import { chartCsv } from "../../figures/chart.ts";
import { makeChart } from "../../figures/figure.ts";
import { publishedPoints } from "../../figures/mod.ts";
import { FigureRequest } from "../../figures/request.ts";
import type { ClaimSettings } from "../../schemas/claims.ts";
import { FigureSettings } from "../../schemas/figures.ts";
import { refuse, sample } from "../schemas/samples.ts";
import { syntheticSweep } from "./fixture/runs.ts";

const figure = { name: "f", kind: "overSetting" };
const draw = (settings: object) =>
  makeChart(
    FigureRequest.parse({ figure: { ...figure, ...settings }, title: "Grokking" }),
    syntheticSweep([0.2, 0.8], 3),
  );
const csvLines = (settings: object) => chartCsv(draw(settings)).trim().split("\n");

Deno.test("overSetting shows the same numbers as the figures that are settings of it", () => {
  const known = (kind: string) =>
    chartCsv(
      makeChart(
        FigureRequest.parse({ figure: { name: "f", kind }, title: "Grokking" }),
        syntheticSweep([0.2, 0.8], 3),
      ),
    ).trim().split("\n").slice(1);
  const metrics = ["validationAccuracy"];
  assert.deepEqual(
    csvLines({ metrics, statistics: ["best", "final"] }).slice(1),
    known("alphaVsAccuracy"),
  );
  const steps = csvLines({
    metrics: ["trainAccuracy", "validationAccuracy"],
    stepsTo: { atLeast: 0.99 },
  });
  assert.deepEqual(
    steps.slice(1).map((line) => line.replace(" accuracy", "")),
    known("alphaVsSteps"),
  );
});

Deno.test("overSetting counts steps to a bound from above", () => {
  const [, never, reached] = csvLines({ metrics: ["validationLoss"], stepsTo: { atMost: 0.1 } });
  assert.match(never!, /^measured,validation loss,0.2,never,never,never,3$/);
  assert.match(reached!, /^measured,validation loss,0.8,\d+,\d+,\d+,3$/);
});

Deno.test("overSetting takes the published steps of its metrics", () => {
  const settings = FigureSettings.parse({
    ...figure,
    metrics: ["validationAccuracy"],
    stepsTo: { atLeast: 0.9 },
  });
  const claim: ClaimSettings & { kind: "steps" } = {
    name: "c",
    kind: "steps",
    metric: "validationAccuracy",
    threshold: 0.9,
    approach: "rising",
    where: { "split.trainFraction": 0.5 },
    published: [100],
    factor: 1.4,
  };
  const point = { x: 0.5, y: 100, series: "validation accuracy" };
  assert.deepEqual(publishedPoints(settings, [claim]), [point]);
  assert.deepEqual(publishedPoints(settings, [{ ...claim, threshold: 0.99 }]), []);
});

Deno.test("overSetting refuses settings that would say two things, or nothing", () => {
  const wrong = (more: string) =>
    refuse(sample, `figures=[{ name: f, kind: overSetting, metrics: [trainLoss], ${more} }]`);
  const steps = "stepsTo: { atMost: 1 }";
  assert.match(wrong(`${steps}, statistics: [best]`), /statistics: cannot be shown beside stepsTo/);
  assert.match(wrong(`${steps}, yScale: linear`), /yScale: steps are drawn on a logarithmic axis/);
  assert.match(wrong("x: model.width"), /figures\[0\].x: model.width is not a swept field/);
  assert.match(wrong("stepsTo: { below: 1 }"), /must be either { atLeast: number } or/);
});
