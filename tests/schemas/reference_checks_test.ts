/** Figures and claims must refer to what the runs have. */
import assert from "node:assert/strict";
import { load, refuse, sample } from "./samples.ts";

const never = "name: c, kind: never, metric: validationAccuracy";

Deno.test("a claim selects runs by swept values; without where it selects all", () => {
  const { experiment } = load(sample, `claims=[{ ${never} }]`);
  assert.deepEqual(experiment.claims[0], {
    name: "c",
    kind: "never",
    metric: "validationAccuracy",
    threshold: 0.99,
    approach: "rising",
    where: {},
  });
  load(sample, `claims=[{ ${never}, where: { split.trainFraction: 0.30 } }]`);
});

Deno.test("a claim on a missing run is refused at the value that no run has", () => {
  const claims = `claims:\n  - { ${never}, where: { split.trainFraction: 0.4 } }\n`;
  assert.match(
    refuse(sample + claims),
    /small.yaml:13:87: .*: no run has the value 0.4; leave the claim out or select one of 0.3, 0.5/,
  );
  assert.match(
    refuse(sample, `claims=[{ ${never}, where: { split.trainfraction: 0.3 } }]`),
    /split.trainfraction is not a swept field; did you mean split.trainFraction\?/,
  );
});

Deno.test("a claim on values that never come together is refused", () => {
  const zip = `  zip: [{ model.width: [8, 16], optimizer.beta1: [0.1, 0.2] }]\n`;
  assert.match(
    refuse(sample + zip, `claims=[{ ${never}, where: { model.width: 8, optimizer.beta1: 0.2 } }]`),
    /claims\[0\].where: no run has all of these values at once/,
  );
});

Deno.test("a comparison along a field that is not swept, or has one value, is refused", () => {
  const monotone = "name: c, kind: monotone, metric: trainAccuracy, direction: falling";
  load(sample, `claims=[{ ${monotone} }]`);
  assert.match(
    refuse(sample, `claims=[{ ${monotone}, along: model.width }]`),
    /claims\[0\].along: model.width is not a swept field; swept fields are split.trainFraction/,
  );
  assert.match(
    refuse(sample, `claims=[{ ${monotone}, from: 0.4 }]`),
    /claims\[0\]: split.trainFraction has 1 values from 0.4 to Infinity/,
  );
});

Deno.test("a claim on a column that the history does not have is refused, with its place", () => {
  const claims = "claims:\n  - { name: c, kind: never, metric: validationAcuracy }\n";
  assert.match(
    refuse(sample + claims),
    /small.yaml:13:37: claims\[0\].metric: validationAcuracy is not a column of this experiment's history; did you mean validationAccuracy\?/,
  );
  assert.match(
    refuse(sample, "claims=[{ name: c, kind: delay, early: speed }]"),
    /claims\[0\].early: speed is not .*; columns are trainLoss, trainAccuracy, validationLoss/,
  );
  const figure = "figures=[{ name: f, kind: overSteps, metrics: [trainLoss, rank] }]";
  assert.match(refuse(sample, figure), /figures\[0\].metrics\[1\]: rank is not a column/);
  const stop = "stopWhen={ metric: validationLoss, atLeast: 0.9 }";
  assert.match(
    refuse(sample, stop),
    /stopWhen.metric: validationLoss is not .* validationAccuracy/,
  );
});

Deno.test("claims and figures name the columns of measures, figures all layers at once", () => {
  const measures = "measures=[{ kind: featureRank }, { kind: parameterNorms, name: norms }]";
  const claim = (metric: string) =>
    `claims=[{ name: c, kind: value, metric: ${metric}, statistic: final, atMost: 5 }]`;
  const figure = "figures=[{ name: f, kind: overSteps, metrics: [featureRank, norms] }]";
  load(sample, measures, figure);
  const message = refuse(sample, measures, claim("featureRank"));
  const layer = /it is measured per layer: use one of (featureRank\/[a-z]+)/.exec(message)?.[1];
  assert.ok(layer !== undefined, message);
  load(sample, measures, claim(layer));
  assert.match(refuse(sample, claim(layer)), /is not a column of this experiment's history/);
});

Deno.test("a measure cannot be called what every history has", () => {
  for (const name of ["trainLoss", "validationAccuracy", "parameterNorm"]) {
    const measures = `measures=[{ kind: featureRank, name: ${name} }]`;
    assert.match(
      refuse(sample, measures),
      new RegExp(`measures\\[0\\]\\.name: "${name}" is a column of every history already`),
    );
  }
});

Deno.test("a threshold of an accuracy is a fraction, of other columns any number", () => {
  const claim = (more: string) => `claims=[{ name: c, kind: reaches, ${more} }]`;
  load(sample, claim("metric: parameterNorm, threshold: 30"));
  load(sample, claim("metric: trainLoss, threshold: 0, approach: falling"));
  assert.match(
    refuse(sample, claim("metric: trainAccuracy, threshold: 99")),
    /claims\[0\].threshold: must be above 0 and at most 1 for trainAccuracy, found 99/,
  );
});

Deno.test("a claim of accuracy is about an accuracy; of other columns there is a claim of values", () => {
  const claim = (kind: string) =>
    `claims=[{ name: c, kind: ${kind}, metric: trainLoss, statistic: best, atMost: 0.5 }]`;
  load(sample, claim("value"));
  assert.match(
    refuse(sample, claim("accuracy")),
    /claims\[0\].metric: trainLoss is no accuracy; use the kind value/,
  );
});

Deno.test("a claim of accuracy needs bounds that something can lie between", () => {
  const accuracy = "name: c, kind: accuracy, metric: trainAccuracy, statistic: best";
  load(sample, `claims=[{ ${accuracy}, atLeast: 0.5, atMost: 0.5 }]`);
  assert.match(refuse(sample, `claims=[{ ${accuracy} }]`), /claims nothing; give atLeast, atMost/);
  assert.match(
    refuse(sample, `claims=[{ ${accuracy}, atLeast: 0.6, atMost: 0.5 }]`),
    /claims\[0\].atLeast: 0.6 is above atMost 0.5/,
  );
});

Deno.test("names of figures and of claims are used once", () => {
  const figure = "{ name: f, kind: lossVsSteps }";
  assert.match(refuse(sample, `figures=[${figure}, ${figure}]`), /figures\[1\].name: "f" is taken/);
  assert.match(refuse(sample, `claims=[{ ${never} }, { ${never} }]`), /claims\[1\].name: "c" is/);
});

Deno.test("a figure over a field that is not swept is refused", () => {
  const figure = (x: string) => `figures=[{ name: f, kind: alphaVsSteps, x: ${x} }]`;
  assert.match(refuse(sample, figure("model.wdth")), /figures\[0\].x: model.wdth is not a swept/);
  const none = sample.slice(0, sample.indexOf("sweep:"));
  assert.match(refuse(none, figure("model.width")), /this experiment sweeps none; list values/);
});

Deno.test("a figure over texts, or over numbers and texts, is drawn; an order of them is refused", () => {
  const figure = (x: string) => `figures=[{ name: f, kind: alphaVsAccuracy, x: ${x} }]`;
  const sweep = (field: string) => sample.replace("split.trainFraction: [0.3, 0.5]", field);
  load(sweep("task.operation: [x+y, x*y]"), figure("task.operation"));
  load(sweep("training.batch.size: [4, 8, full]"), figure("training.batch.size"));
  const claim = "{ name: c, kind: monotone, metric: trainAccuracy, direction: falling, " +
    "along: task.operation }";
  assert.match(
    refuse(sweep("task.operation: [x+y, x*y]"), `claims=[${claim}]`),
    /takes the value x\+y, and an order needs numbers/,
  );
});

Deno.test("figures that differ in their names alone are refused, others of one kind are not", () => {
  const figures = (second: string) => `figures=[{ name: a, kind: accuracyVsSteps }, ${second}]`;
  assert.match(
    refuse(sample, figures("{ name: b, kind: accuracyVsSteps }")),
    /figures\[1\]: draws the same as "a"; leave one of them out/,
  );
  load(sample, figures("{ name: b, kind: accuracyVsSteps, title: Another }"));
});

Deno.test("a claim about a step that no selected run comes to is refused, with its place", () => {
  const until = "name: c, kind: value, metric: trainLoss, statistic: final, atMost: 1, until";
  load(sample, `claims=[{ ${until}: 100 }]`);
  assert.match(
    refuse(`${sample}claims:\n  - { ${until}: 101 }\n`),
    /small.yaml:13:84: claims\[0\].until: needs runs of 101 steps or more, and those that it is about have 100; raise training.steps/,
  );
  const published = "name: c, kind: steps, metric: trainAccuracy, published";
  load(sample, `claims=[{ ${published}: [150], factor: 1.5 }]`); // could be there at step 100
  assert.match(
    refuse(sample, `claims=[{ ${published}: [151], factor: 1.5 }]`),
    /\.published: needs/,
  );
  assert.match(
    refuse(sample, "claims=[{ name: c, kind: delay, factor: 200 }]"),
    /claims\[0\].factor: needs runs of 200 steps/,
  );
  const path =
    "name: c, kind: trajectory, metrics: [trainLoss], steps: [50, 200], against: [[1, 1]]";
  assert.match(
    refuse(sample, `claims=[{ ${path} }]`),
    /claims\[0\].steps: needs runs of 200 steps/,
  );
});

Deno.test("one run that is long enough will do, of those that the claim selects", () => {
  const lengths = "sweep.grid.training.steps=[50, 500]";
  const claim = "name: c, kind: delay, factor: 200";
  load(sample, lengths, `claims=[{ ${claim} }]`);
  load(sample, lengths, `claims=[{ ${claim}, where: { training.steps: 500 } }]`);
});

Deno.test("a budget that the command line makes small is meant to be", () => {
  const text = `${sample}claims:\n  - { name: c, kind: delay, factor: 60 }\n`;
  load(text);
  load(text, "training.steps=50");
  assert.match(refuse(text.replace("steps: 100", "steps: 50")), /needs runs of 60 steps or more/);
});
