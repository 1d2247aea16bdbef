/** What a picture of a network's inside is: a panel of the page that shows one moment of one run. */
import type { ComponentType } from "preact";
import type { ExperimentData, RunData } from "../protocol.ts";

/** Where frames come from; each is fetched once, however often it is asked for. */
export interface FrameSource {
  /** Steps of the checkpoints that there are frames of, in order. */
  readonly steps: readonly number[];
  /** @throws {Error} that says why there is none, in words for people. */
  get(step: number): Promise<ArrayBuffer>;
  /** The frame if it was fetched before; for pictures that move without waiting. */
  peek(step: number): ArrayBuffer | undefined;
}

export interface PanelProps {
  readonly experiment: ExperimentData;
  readonly run: RunData;
  /** Updates done at the checkpoint that is shown, one of `frames.steps`. */
  readonly step: number;
  readonly frames: FrameSource;
}

export interface Panel {
  /** In the URL and in file names, as in `embedding-spectrum`. */
  readonly id: string;
  readonly title: string;
  /** Whether this run has what the picture shows. */
  fits(experiment: ExperimentData, run: RunData): boolean;
  readonly component: ComponentType<PanelProps>;
}
