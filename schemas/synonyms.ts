/** What people and other programs call our fields and values, for "did you mean". */

/**
 * By the other name in small letters without `_` and `-`: our field with its whole path, or our
 * value. Where a name has several meanings, the first one that is possible is meant.
 */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  alpha: ["split.trainFraction", "model.initialScale"],
  fractrain: ["split.trainFraction"],
  trainfrac: ["split.trainFraction"],
  trainratio: ["split.trainFraction"],
  trainsize: ["split.trainFraction"],
  datafraction: ["split.trainFraction"],
  p: ["task.modulus"],
  m: ["task.modulus"],
  n: ["task.modulus"],
  mod: ["task.modulus"],
  prime: ["task.modulus"],
  k: ["task.operands"],
  lambda: ["optimizer.weightDecay", "task.operandFraction"],
  op: ["task.operation"],
  operator: ["task.operation"],
  binaryoperator: ["task.operation"],
  data: ["task"],
  dataset: ["task"],
  lr: ["optimizer.learningRate"],
  eta: ["optimizer.learningRate"],
  stepsize: ["optimizer.learningRate"],
  maxlr: ["optimizer.learningRate"],
  wd: ["optimizer.weightDecay"],
  decay: ["optimizer.weightDecay"],
  l2: ["optimizer.weightDecay"],
  eps: ["optimizer.epsilon"],
  betas: ["optimizer.beta1"],
  rho: ["optimizer.smoothing"],
  weightdecaykind: ["weights"],
  noisefactor: ["weights"],
  constraints: ["weights"],
  grokfast: ["gradient"],
  gradients: ["gradient"],
  filter: ["gradient"],
  clipgradnorm: ["gradient"],
  orthogonalgradients: ["gradient"],
  softmaxprecision: ["objective.precision"],
  anneallr: ["schedule.kind"],
  opt: ["optimizer"],
  optim: ["optimizer"],
  scheduler: ["schedule"],
  lrschedule: ["schedule"],
  lrscheduler: ["schedule"],
  warmup: ["schedule.steps"],
  warmupsteps: ["schedule.warmupSteps", "schedule.steps"],
  bs: ["training.batch.size"],
  batchsize: ["training.batch.size"],
  minibatch: ["training.batch.size"],
  epochs: ["training.steps"],
  numepochs: ["training.steps"],
  iterations: ["training.steps"],
  iters: ["training.steps"],
  maxsteps: ["training.steps"],
  numsteps: ["training.steps"],
  optimizationsteps: ["training.steps"],
  budget: ["training.steps"],
  evalevery: ["evaluation.every"],
  evalinterval: ["evaluation.every"],
  saveevery: ["checkpoints.every"],
  checkpointevery: ["checkpoints.every"],
  earlystopping: ["stopWhen"],
  seed: ["seeds"],
  dmodel: ["model.width"],
  dembed: ["model.width"],
  hidden: ["model.width", "model.hiddenWidths"],
  hiddensize: ["model.width", "model.hiddenWidths"],
  hiddendim: ["model.width", "model.hiddenWidths"],
  embeddim: ["model.width"],
  dmlp: ["model.feedForwardWidth"],
  dff: ["model.feedForwardWidth"],
  depth: ["model.layers", "model.hiddenLayers"],
  nlayers: ["model.layers"],
  numlayers: ["model.layers"],
  nheads: ["model.heads"],
  numheads: ["model.heads"],
  pooling: ["model.readout"],
  normfirst: ["model.normalization"],
  bias: ["model.biases"],
  dropoutrate: ["model.dropout"],
  pdrop: ["model.dropout"],
  initializationscale: ["model.initialScale"],
  initscale: ["model.initialScale"],
  nonlinearity: ["model.activation"],
  architecture: ["model"],
  network: ["model"],
  net: ["model"],
  loss: ["objective"],
  lossfunction: ["objective"],
  criterion: ["objective"],
  plots: ["figures"],
  ce: ["crossEntropy"],
  nll: ["crossEntropy"],
  xent: ["crossEntropy"],
  mse: ["meanSquaredError"],
  l2loss: ["meanSquaredError"],
  mlp: ["mlp", "quadraticMlp"],
  relumlp: ["mlp"],
  perceptron: ["mlp"],
  quadratic: ["quadraticMlp"],
  gpt: ["transformer"],
  decoder: ["transformer"],
};

/** What `word` means among `candidates`, which are paths, parts of paths, or values. */
export function findMeaning(word: string, candidates: readonly string[]): string | undefined {
  const plain = normalize(word.split(".").at(-1)!);
  const meanings = Object.hasOwn(synonyms, plain) ? synonyms[plain]! : [];
  for (const meaning of meanings) {
    for (const candidate of candidates) {
      const start = `.${meaning}.`.indexOf(`.${candidate}.`);
      if (start !== -1) return meaning.slice(start);
    }
  }
  return candidates.find((candidate) => normalize(candidate.split(".").at(-1)!) === plain);
}

function normalize(name: string): string {
  return name.toLowerCase().replaceAll(/[_\s-]/g, "");
}
