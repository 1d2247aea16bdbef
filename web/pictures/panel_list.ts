/** The pictures of a network's inside, in the order of the page. */
import type { ExperimentData, RunData } from "../protocol.ts";
import { AskPanel } from "./ask_panel.tsx";
import { AttentionPanel } from "./attention_panel.tsx";
import { CirclePanel } from "./circle_panel.tsx";
import { EmbeddingPanel, SpectrumPanel } from "./embedding_panels.tsx";
import { NeuronMapsPanel, NeuronsPanel } from "./neurons_panel.tsx";
import type { Panel } from "./panel.ts";
import { SquarePanel } from "./square_panel.tsx";

/** A setting of a run, which stands beside the others where all runs have it. */
function setting({ common }: ExperimentData, { values }: RunData, name: string) {
  return values[name] ?? common[name];
}

/** Pairs of residues: what squares and circles are about. */
function hasPairs(experiment: ExperimentData, run: RunData): boolean {
  return setting(experiment, run, "task.kind") === "modular" &&
    setting(experiment, run, "task.operands") === 2;
}

function isTransformer(experiment: ExperimentData, run: RunData): boolean {
  return setting(experiment, run, "model.heads") !== undefined;
}

export const panels: readonly Panel[] = [
  { id: "circle", title: "Circle of sums", fits: hasPairs, component: CirclePanel },
  { id: "neurons", title: "Neurons", fits: hasPairs, component: NeuronsPanel },
  { id: "answers", title: "Answers, a × b", fits: hasPairs, component: SquarePanel },
  { id: "spectrum", title: "Spectrum of the embedding", fits: hasPairs, component: SpectrumPanel },
  { id: "embedding", title: "Circle of the embedding", fits: hasPairs, component: EmbeddingPanel },
  { id: "ask", title: "Try it", fits: hasPairs, component: AskPanel },
  { id: "maps", title: "Neurons over all pairs", fits: hasPairs, component: NeuronMapsPanel },
  { id: "attention", title: "Attention", fits: isTransformer, component: AttentionPanel },
];
