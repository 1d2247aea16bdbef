import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { chartCsv, placeOn } from "../../figures/chart.ts";
import { drawFigure, makeChart } from "../../figures/figure.ts";
import { FigureRequest } from "../../figures/request.ts";
import type { AxisValue } from "../../schemas/fields.ts";
import { syntheticRun, syntheticSweep } from "./fixture/runs.ts";

const request = (kind: string, more: object = {}) =>
  FigureRequest.parse({ figure: { name: "figure", kind }, title: "Grokking", ...more });

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex().slice(0, 16);
}

const golden = {
  accuracyVsSteps: ["c00caf9bde787940", "dc351907e4f742c5"],
  lossVsSteps: ["6f72cfd74ba0c88e", "e497e1936b526c39"],
  alphaVsSteps: ["d78f735ca118d8cc", "ff4809b2ee96842d"],
  alphaVsAccuracy: ["08b8a04975249135", "f100ee4740b9b5e9"],
} as const;

for (const [kind, [chartHash, csvHash]] of Object.entries(golden)) {
  Deno.test(`makeChart() draws ${kind} of a sweep as it did before`, async () => {
    const chart = makeChart(request(kind), syntheticSweep([0.2, 0.3, 0.5, 0.8], 3));
    assert.deepEqual(
      [await sha256(JSON.stringify(chart)), await sha256(chartCsv(chart))],
      [chartHash, csvHash],
    );
  });

  Deno.test(`makeChart() draws ${kind} of one setting that is not swept`, () => {
    const one = syntheticSweep([0.5], 2).map((run) => ({ ...run, axes: {} }));
    const chart = makeChart(request(kind), one);
    assert.deepEqual(chart.legend.entries.length, 2);
    assert.ok(chart.series.every(({ points }) => points.length > 0));
    for (const { minimum, maximum } of [chart.x, chart.y]) assert.ok(minimum < maximum);
  });
}

Deno.test("alphaVsSteps draws never above every number, in a band of its own", () => {
  const chart = makeChart(request("alphaVsSteps"), syntheticSweep([0.2, 0.8], 1));
  const validation = chart.series[1]!;
  assert.deepEqual(validation.points.map(({ y }) => y === null), [true, false]);
  assert.ok(chart.y.never !== undefined && chart.y.never.edge > 100000);
  assert.equal(chart.y.ticks.at(-1)?.label, "never");
});

Deno.test("alphaVsSteps has no band and no never where every run gets there", () => {
  const chart = makeChart(request("alphaVsSteps"), syntheticSweep([0.6, 0.8], 1));
  assert.equal(chart.y.never, undefined);
  assert.ok(chart.y.ticks.every(({ label }) => label !== "never"));
});

Deno.test("alphaVsSteps leaves out runs that stopped early without an answer, and says so", () => {
  const run = { axes: { "split.trainFraction": 0.5 }, budget: 1000, train: 10 };
  const chart = makeChart(request("alphaVsSteps"), [
    syntheticRun({ ...run, run: "a", validation: 300 }),
    syntheticRun({ ...run, run: "b", stop: 500, validation: null }),
  ]);
  assert.deepEqual(chart.series[1]?.points.map(({ runs }) => runs), [1]);
  assert.match(chart.subtitle.join(" "), /1 run stopped before the threshold, not shown/);
});

Deno.test("accuracyVsSteps keeps the last value of a run that stopped early", () => {
  const chart = makeChart(request("accuracyVsSteps"), [
    syntheticRun({ run: "a", stop: 500, train: 10, validation: 100 }),
    syntheticRun({ run: "b", seed: 1, train: 10, validation: 2000 }),
    syntheticRun({ run: "c", seed: 2, train: 10, validation: 200, stop: 800 }),
  ]);
  const validation = chart.series.find(({ keys }) => keys.set === "validation")!;
  assert.ok(validation.points.filter(({ x }) => x > 1000).every(({ y }) => y! > 0.99));
  assert.match(chart.subtitle.join(" "), /stopped runs keep their last value/);
});

Deno.test("lossVsSteps shows a loss of 0 below every number, in medians and CSV as 0", () => {
  const runs = [0, 1, 2].map((seed) => {
    const run = syntheticRun({ run: `seed-${seed}`, seed, train: 10, validation: 100 });
    const zeroFrom = seed === 2 ? Infinity : 5000;
    const points = run.points.map((row) => ({
      ...row,
      trainLoss: row.step > zeroFrom ? 0 : row.trainLoss!,
    }));
    return { ...run, points };
  });
  const chart = makeChart(request("lossVsSteps"), runs);
  const last = chart.series[0]!.points.at(-1)!;
  assert.deepEqual([last.y, last.lowest, last.runs], [0, 0, 3]);
  assert.ok(last.highest! > 0);
  const { zero, minimum, ticks } = chart.y;
  assert.ok(zero !== undefined && minimum < zero.place && zero.place < zero.edge);
  assert.equal(placeOn(chart.y, 0), zero.place);
  assert.deepEqual(ticks[0], { value: zero.place, label: "0" });
  assert.match(chartCsv(chart), /^train,10000,0,0,[0-9.e-]+,3$/m);
});

Deno.test("losses above 0 leave no margin for 0", () => {
  assert.equal(makeChart(request("lossVsSteps"), syntheticSweep([0.5], 1)).y.zero, undefined);
});

Deno.test("a run that diverged is drawn until there, marked, named, and reaches no goal", () => {
  const healthy = syntheticRun({ run: "good", train: 10, validation: 100 });
  const whole = syntheticRun({ run: "bad", seed: 1, train: 10, validation: 2000 });
  const lost = whole.points.findIndex(({ step }) => step > 50);
  const nothing = { trainLoss: null, trainAccuracy: 0.16, batchLoss: null, validationAccuracy: 1 };
  const bad = {
    ...whole,
    points: whole.points.slice(0, lost + 1)
      .map((row, index) => index === lost ? { ...row, ...nothing } : row),
  };
  const end = whole.points[lost - 1]!;
  const chart = makeChart(request("accuracyVsSteps"), [healthy, bad]);
  assert.deepEqual(chart.ends.map(({ x, y }) => [x, y]), [
    [end.step, end.trainAccuracy],
    [end.step, end.validationAccuracy],
  ]);
  assert.match(chart.subtitle.join(" "), /1 run diverged: bad at step 5\d$/);
  assert.equal(chart.series[0]!.points.at(-1)!.runs, 1);

  const setting = { "split.trainFraction": 0.5 };
  const runs = [healthy, bad].map((run) => ({ ...run, axes: setting }));
  const final = makeChart(request("alphaVsAccuracy"), runs).series[1]!;
  assert.deepEqual(final.points.map(({ runs, lowest }) => [runs, lowest]), [[1, 1]]);
});

Deno.test("a figure with nothing to show says why", () => {
  const run = syntheticRun({ run: "a", train: 10, validation: 100 });
  const lost = run.points.map((row) => ({ ...row, trainLoss: null, validationLoss: null }));
  const nothing = lost.map((row) => ({ ...row, trainAccuracy: null, validationAccuracy: null }));
  const say = (kind: string, points: typeof nothing, more = {}) =>
    // Rows of runs that diverged hold no numbers, which the type of today's rows does not know.
    makeChart(request(kind, more), [{ ...run, points: points as never }]).message;
  assert.equal(say("accuracyVsSteps", nothing), "every run diverged before its first number");
  assert.equal(say("lossVsSteps", nothing), "every run diverged before its first number");
  const figure = { name: "f", kind: "overSteps", metrics: ["rank"] };
  assert.equal(say("", run.points as never, { figure }), "no run has measured rank");
  assert.equal(makeChart(request("accuracyVsSteps"), []).message, "no run has finished yet");
  assert.equal(makeChart(request("accuracyVsSteps"), [run]).message, null);
});

Deno.test("one evaluation is drawn as a marker, with room on both sides", () => {
  const run = syntheticRun({ run: "a", train: 10, validation: 100, every: 7, stop: 7 });
  for (const kind of ["accuracyVsSteps", "lossVsSteps"]) {
    const chart = makeChart(request(kind), [run]);
    assert.deepEqual(chart.series.map(({ style }) => style.marker), ["circle", "circle"]);
    assert.ok(chart.x.minimum < 7 && 7 < chart.x.maximum);
  }
});

Deno.test("every set that an experiment has is drawn, in a colour of its own", () => {
  const run = syntheticRun({ run: "a", train: 10, validation: 100 });
  const points = run.points.map((row) => ({
    ...row,
    outOfDomainAccuracy: 0.5,
    outOfDomainLoss: 1,
    validationAnswerAccuracy: 0.7,
  }));
  for (const kind of ["accuracyVsSteps", "lossVsSteps"]) {
    const chart = makeChart(request(kind), [{ ...run, points }]);
    const names = ["train", "validation", "out of domain"];
    assert.deepEqual(chart.legend.entries.map(({ label }) => label), names);
    assert.deepEqual(chart.series.map(({ keys }) => keys.set), names);
    assert.equal(new Set(chart.series.map(({ style }) => style.colour)).size, 3);
  }
});

Deno.test("a field of texts is an axis of texts, and numbers among texts are texts", () => {
  const operations = ["x+y", "x/y if y is odd, otherwise x-y"];
  const runs = (values: readonly AxisValue[]) =>
    values.map((value) =>
      syntheticRun({ run: String(value), axes: { field: value }, train: 10, validation: 100 })
    );
  const figure = { name: "f", kind: "alphaVsAccuracy", x: "field" };
  const names = makeChart(request("", { figure }), runs(operations));
  assert.deepEqual(names.x.categories, operations);
  assert.match(chartCsv(names), /^measured,best,"x\/y if y is odd, otherwise x-y",1,/m);
  const steps = { ...figure, kind: "alphaVsSteps" };
  const published = [{ x: 8, y: 200, series: "validation" }];
  const mixed = makeChart(request("", { figure: steps, published }), runs(["4", "8", "full"]));
  assert.deepEqual(mixed.x.categories, ["4", "8", "full"]);
  assert.equal(mixed.series.at(-1)!.points[0]!.x, 1);
});

Deno.test("an axis with 0 and orders of magnitude is logarithmic with a place for 0", () => {
  const runs = [0, 1e-4, 1e-2, 1].map((value) =>
    syntheticRun({ run: String(value), axes: { decay: value }, train: 10, validation: 100 })
  );
  const figure = { name: "f", kind: "alphaVsAccuracy", x: "decay" };
  const { x, series } = makeChart(request("", { figure }), runs);
  assert.equal(x.scale, "logarithmic");
  assert.deepEqual(series[0]!.points.map((point) => point.x), [0, 1e-4, 1e-2, 1]);
  assert.ok(placeOn(x, 0)! > x.minimum && placeOn(x, 0)! < 1e-4);
});

Deno.test("many groups of numbers share a colour bar, many others show the first and last", () => {
  const many = (value: (index: number) => AxisValue) =>
    Array.from(
      { length: 60 },
      (_, index) =>
        syntheticRun({ run: `${index}`, axes: { a: value(index) }, train: 10, validation: 100 }),
    );
  const numbers = makeChart(request("lossVsSteps"), many((index) => index)).legend;
  assert.equal(numbers.bar?.colours.length, 60);
  assert.deepEqual([numbers.bar?.labels[0]?.label, numbers.bar?.labels.at(-1)?.label], ["0", "59"]);
  assert.deepEqual(numbers.entries.map(({ label }) => label), ["train", "validation"]);
  const texts = makeChart(request("lossVsSteps"), many((index) => `n${index}`)).legend;
  assert.equal(texts.bar, null);
  const labels = texts.entries.map(({ label }) => label);
  assert.deepEqual([labels[0], labels.at(-3)], ["n0", "n59"]);
  assert.ok(labels.includes("… 48 more …") && labels.length < 17);
});

Deno.test("a budget of one step is one step", () => {
  const runs = syntheticSweep([0.5], 1).map((run) => ({ ...run, budget: 1 }));
  assert.equal(makeChart(request("alphaVsSteps"), runs).lines[0]?.label, "budget 1 step");
});

Deno.test("a figure of an unfinished experiment says how many runs it shows", () => {
  const chart = makeChart(
    request("lossVsSteps", { progress: { runs: 7, of: 24 } }),
    syntheticSweep([0.5], 1),
  );
  assert.equal(chart.subtitle.at(-1), "not finished: 7 of 24 runs");
});

Deno.test("drawFigure() tells which letters the font lacks, in the figure and beside it", () => {
  const runs = syntheticSweep([0.5], 1);
  const draw = (title: string) => drawFigure(request("lossVsSteps", { title }), runs);
  assert.deepEqual(draw("Grokking α: 10⁻³ ± µσ – x̂").remarks, []);
  const { remarks, svg } = draw("顿悟, 顿 and 😀");
  assert.deepEqual(remarks, ["letters that the font lacks, drawn as boxes: U+987F, U+609F"]);
  assert.match(svg, /U\+987F, U\+609F/);
});

Deno.test("drawFigure() draws in a font of one's own, and in ours what that lacks", () => {
  const path = createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSerif.ttf");
  const serif = Deno.readFileSync(path);
  const runs = syntheticSweep([0.5], 1);
  const title = "Grokking ⠇"; // Braille, which DejaVu Serif has not
  const draw = (font?: Uint8Array) => drawFigure(request("lossVsSteps", { title }), runs, font);
  const [before, own, after] = [draw(), draw(serif), draw()];
  assert.match(own.svg, /DejaVu Serif/);
  assert.deepEqual(own.remarks, []);
  assert.notDeepEqual(own.png, before.png);
  assert.deepEqual(after, before, "the next figure is drawn in the shipped font again");
  assert.throws(() => draw(new TextEncoder().encode("no font")), /must be TTF, OTF or WOFF2/);
});

Deno.test("figures of a sweep in two directions make one group per value of the other", () => {
  const runs = ["adamw", "sgd"].flatMap((kind) =>
    syntheticSweep([0.3, 0.5], 1).map((run) => ({
      ...run,
      run: `${kind}-${run.run}`,
      axes: { "optimizer.kind": kind, ...run.axes },
    }))
  );
  const chart = makeChart(request("alphaVsAccuracy"), runs);
  assert.equal(chart.legend.title, "optimizer");
  assert.deepEqual(chart.legend.entries.map(({ label }) => label), [
    "adamw",
    "sgd",
    "best",
    "final",
  ]);
});

Deno.test("an axis swept in step with the horizontal one makes no groups", () => {
  const runs = syntheticSweep([0.3, 0.5], 1).map((run, index) => ({
    ...run,
    axes: { ...run.axes, "training.steps": [1000, 500][index]! },
  }));
  assert.equal(makeChart(request("alphaVsSteps"), runs).series.length, 2);
});

Deno.test("title and chance reach the chart", () => {
  const figure = { name: "a", kind: "accuracyVsSteps", title: "Another" };
  const chart = makeChart(
    request("accuracyVsSteps", { figure, chance: 1 / 97 }),
    syntheticSweep([0.5], 1),
  );
  assert.equal(chart.title, "Another");
  assert.deepEqual(chart.lines, [{ y: 1 / 97, label: "chance 0.01" }]);
});
