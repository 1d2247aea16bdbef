/** The transformers of papers and public codes, and small ones for the tests. */
import type { DataShape } from "../../schemas/data_shape.ts";
import type { ModelSample, PublishedModel } from "../model.ts";
import { classesOf, tokensOf } from "../samples.ts";
import type { fields, Settings } from "./settings.ts";

const openai: Settings = {
  layers: 2,
  width: 128,
  heads: 4,
  feedForwardWidth: 512,
  dropout: 0,
  weightNoise: 0,
  positions: "sinusoidal",
  readout: "last",
  attentionInitialization: "linear",
};
const danielmamay: Settings = {
  ...openai,
  positions: "learned",
  attentionInitialization: "xavier",
};
const carried: Settings = { ...danielmamay, normalization: "carried", activation: "gelu" };

/** Those that were trained in float64 are trained in float32 here. */
export const published: readonly PublishedModel<typeof fields>[] = [
  {
    source: "openai/grok, p = 97",
    settings: openai,
    data: { input: tokensOf(6, 239, true), output: classesOf(239, 2) },
    parameters: 455_424,
  },
  {
    source: "PKU transformer, p = 97",
    settings: { ...openai, dropout: 0.1, readout: "mean" },
    data: { input: tokensOf(2, 239), output: classesOf(239) },
    parameters: 455_424,
  },
  {
    source: "danielmamay/grokking, p = 97",
    settings: danielmamay,
    data: { input: tokensOf(4, 99), output: classesOf(99) },
    parameters: 420_096,
  },
  {
    // Its tokens are the residues, one that is never used, the operator and the equals sign.
    source: "lakaschus/grokking, p = 97",
    settings: {
      ...carried,
      dropout: 0.1,
      dropoutAt: ["embedding", "attention", "feedForward"],
      biases: ["attention"],
    },
    data: { input: tokensOf(4, 100), output: classesOf(100) },
    parameters: 421_632,
  },
  {
    // It has a position for the answer too, which is never read.
    source: "ironjr/grokfast, p = 97",
    settings: { ...carried, biases: ["attention", "feedForward"] },
    data: { input: tokensOf(5, 99), output: classesOf(99) },
    parameters: 422_784,
  },
  {
    source: "Nanda et al. 2023, p = 113",
    settings: {
      ...openai,
      layers: 1,
      positions: "learned",
      normalization: "none",
      biases: ["feedForward"],
      initialization: "normal",
    },
    data: { input: tokensOf(3, 114), output: classesOf(114) },
    parameters: 226_816,
  },
  {
    source: "an encoder whose positions are pooled, p = 97",
    settings: {
      ...openai,
      layers: 1,
      positions: "learned",
      mask: "none",
      activation: "gelu",
      biases: ["attention", "feedForward", "output"],
      readout: "mean",
      initialization: "xavier",
    },
    data: { input: tokensOf(2, 97), output: classesOf(97) },
    parameters: 223_457,
  },
];

const small: Settings = {
  ...openai,
  width: 6,
  heads: 2,
  feedForwardWidth: 8,
  dropout: 0.2,
  weightNoise: 0.1,
  positions: "learned",
};
const shallow: Settings = { ...small, layers: 1 };
const token: DataShape = { input: tokensOf(3, 5), output: classesOf(5) };

export const samples: readonly ModelSample<typeof fields>[] = [
  { settings: small, data: { input: tokensOf(4, 5, true), output: classesOf(5, 2) } },
  { settings: { ...small, positions: "sinusoidal", readout: "mean" }, data: token },
  {
    settings: { ...shallow, attentionInitialization: "xavier" },
    data: { input: tokensOf(3, 5), output: { kind: "numbers", width: 2 } },
  },
  {
    settings: {
      ...shallow,
      normalization: "carried",
      activation: "gelu",
      biases: ["attention", "feedForward"],
      dropoutAt: ["embedding", "attention", "feedForward"],
      attentionInitialization: "xavier",
    },
    data: token,
  },
  {
    settings: {
      ...shallow,
      normalization: "none",
      biases: ["feedForward"],
      initialization: "normal",
    },
    data: token,
  },
  {
    settings: {
      ...shallow,
      normalization: "before",
      mask: "none",
      biases: ["output"],
      readout: "mean",
    },
    data: token,
  },
];
