/** The progress measures by the `kind` an experiment gives. */
import { z } from "zod";
import { kindUnion } from "../schemas/kinds.ts";
import { attentionEntropy } from "./attention_entropy.ts";
import { circle } from "./circle.ts";
import { effectiveRank } from "./effective_rank.ts";
import { embeddingCircle } from "./embedding_circle.ts";
import { featureRank } from "./feature_rank.ts";
import { fourierLosses } from "./fourier_losses.ts";
import { fourierSpectrum } from "./fourier_spectrum.ts";
import { gradients } from "./gradients.ts";
import { inverseParticipation } from "./inverse_participation.ts";
import { kernelAlignment } from "./kernel_alignment.ts";
import { keyFrequencies } from "./key_frequencies.ts";
import { logitWaves } from "./logit_waves.ts";
import { linearProbe } from "./linear_probe.ts";
import { localLearningCoefficient } from "./local_learning_coefficient.ts";
import { type Measurable, measureColumn, type MeasureKind, measureName } from "./measure.ts";
import { neuronWaves } from "./neuron_waves.ts";
import { parameterNorms } from "./parameter_norms.ts";
import { sharpness } from "./sharpness.ts";
import { softmaxCollapse } from "./softmax_collapse.ts";
import { spectralNorm } from "./spectral_norm.ts";
import { tunnelLength } from "./tunnel_length.ts";
import { truncation } from "./truncation.ts";

export const measureKinds = {
  parameterNorms,
  featureRank,
  tunnelLength,
  linearProbe,
  truncation,
  spectralNorm,
  effectiveRank,
  circle,
  neuronWaves,
  fourierSpectrum,
  embeddingCircle,
  inverseParticipation,
  fourierLosses,
  attentionEntropy,
  softmaxCollapse,
  keyFrequencies,
  logitWaves,
  gradients,
  sharpness,
  localLearningCoefficient,
  kernelAlignment,
};

export const MeasureSettings = kindUnion(measureKinds, {
  name: z.string().regex(/^[a-z][A-Za-z0-9]*$/, {
    error: "must be a small letter and then letters and digits, because a column is named after it",
  }).max(60).optional().meta({ description: "the column in tables; the kind's name if left out" }),
}).meta({ description: "numbers about every checkpoint" });
export type MeasureSettings = z.infer<typeof MeasureSettings>;

export function findMeasure(kind: MeasureSettings["kind"]): MeasureKind {
  return measureKinds[kind];
}

/** All columns of a measure of such a run. */
export function measureColumns(measure: MeasureSettings, run: Measurable): string[] {
  const { kind, name: _, ...settings } = measure;
  const layers = findMeasure(kind).layers(settings, run);
  const column = measureName(measure);
  return layers.length === 0 ? [column] : layers.map((layer) => measureColumn(column, layer));
}
