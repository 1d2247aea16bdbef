import assert from "node:assert/strict";
import { chartCsv } from "../../figures/chart.ts";
import { makeChart } from "../../figures/figure.ts";
import { FigureRequest } from "../../figures/request.ts";
import { syntheticRun } from "./fixture/runs.ts";

const alphaVsSteps = FigureRequest.parse({
  figure: { name: "alpha-vs-steps", kind: "alphaVsSteps" },
  title: "Grokking",
});

/** Two fractions, three seeds; at 0.3 one seed generalizes late and two never do. */
const runs = [0.3, 0.6].flatMap((fraction) =>
  [0, 1, 2].map((seed) =>
    syntheticRun({
      run: `trainFraction-${fraction}_seed-${seed}`,
      seed,
      axes: { "split.trainFraction": fraction },
      budget: 10000,
      train: 100,
      validation: fraction === 0.6 ? 1000 + 200 * seed : seed === 0 ? 5000 : null,
      every: 100,
    })
  )
);

Deno.test("chartCsv() writes the plotted numbers, and never as a word", () => {
  assert.equal(
    chartCsv(makeChart(alphaVsSteps, runs)),
    `source,series,split.trainFraction,steps,stepsLowest,stepsHighest,runs
measured,train,0.3,200,200,200,3
measured,train,0.6,200,200,200,3
measured,validation,0.3,never,7400,never,3
measured,validation,0.6,1800,1500,2100,3
`,
  );
});

Deno.test("chartCsv() writes published numbers apart from measured ones, without a range", () => {
  const published = [
    { x: 0.3, y: "never", series: "validation" },
    { x: 0.6, y: 1700, series: "validation" },
  ];
  const chart = makeChart(FigureRequest.parse({ ...alphaVsSteps, published }), runs);
  assert.equal(
    chartCsv(chart).split("\n").slice(-3).join("\n"),
    "published,validation,0.3,never,,,\npublished,validation,0.6,1700,,,\n",
  );
  assert.equal(chart.series.at(-1)?.style.hollow, true);
});

Deno.test("chartCsv() quotes texts that hold commas or quotes", () => {
  const [first] = runs;
  const odd = { ...first!, axes: { "split.trainFraction": 'a,"b"' } };
  assert.match(chartCsv(makeChart(alphaVsSteps, [odd])), /^measured,train,"a,""b""",200,/m);
});

Deno.test("chartCsv() of curves has one line per set and step, step 0 left out", () => {
  const chart = makeChart(
    FigureRequest.parse({ figure: { name: "a", kind: "accuracyVsSteps" }, title: "Grokking" }),
    runs.slice(3).map((run) => ({ ...run, points: run.points.filter(({ step }) => step <= 100) })),
  );
  assert.equal(
    chartCsv(chart),
    `set,step,accuracy,accuracyLowest,accuracyHighest,runs
train,100,0.505,0.505,0.505,3
validation,100,0.01,0.01,0.01,3
`,
  );
});
