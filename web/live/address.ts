/** What is tried as the part of an address behind #, and back, so that a link leads to it. */
import type { Choices } from "../../live/choices.ts";
import { hashOf, plainView, type View, viewOf } from "../state/hash.ts";

/** What an address says; what it does not say, or wrongly, is as in the experiment. */
export interface Wish {
  readonly experiment: string;
  readonly choices: Partial<Choices>;
  /** Whether to train as soon as the page is there. */
  readonly autostart: boolean;
  /** How curves are looked at. */
  readonly look: Pick<View, "x" | "zoom" | "steps">;
}

const NUMBERS = {
  alpha: "trainFraction",
  decay: "weightDecay",
  rate: "learningRate",
  p: "modulus",
  seed: "seed",
} as const satisfies Record<string, keyof Choices>;

/** Such as `#experiment=quickstart&alpha=0.5&optimizer=adamw`. */
export function hashOfWish({ experiment, choices, autostart, look }: Wish): string {
  const parts = experiment === "" ? [] : [`experiment=${encodeURIComponent(experiment)}`];
  for (const [name, choice] of Object.entries(NUMBERS)) {
    const value = choices[choice];
    if (typeof value === "number" && Number.isFinite(value)) parts.push(`${name}=${value}`);
  }
  if (choices.optimizer !== undefined) {
    parts.push(`optimizer=${encodeURIComponent(choices.optimizer)}`);
  }
  if (autostart) parts.push("autostart=1");
  const rest = hashOf({ ...plainView, ...look }).slice(1);
  if (rest !== "") parts.push(rest);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

export function wishOf(hash: string): Wish {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const choices: Record<string, number | string> = {};
  for (const [name, choice] of Object.entries(NUMBERS)) {
    const text = said.get(name);
    if (text !== null && text !== "" && Number.isFinite(Number(text))) {
      choices[choice] = Number(text);
    }
  }
  const optimizer = said.get("optimizer");
  if (optimizer) choices.optimizer = optimizer;
  const { x, zoom, steps } = viewOf(hash);
  return {
    experiment: said.get("experiment") ?? "",
    choices,
    autostart: said.get("autostart") === "1",
    look: { x, zoom, steps },
  };
}
