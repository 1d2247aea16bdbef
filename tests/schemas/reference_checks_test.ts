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
