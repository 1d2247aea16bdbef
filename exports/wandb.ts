/**
 * A run for Weights & Biases: its settings and history as JSON, and a Python script that replays
 * them with the `wandb` package, offline unless told otherwise. Nothing is sent from here.
 */
import type { HistoryRow } from "../schemas/artifacts.ts";
import { defineExport, jsonLines, textFile } from "./format.ts";

/** What danielmamay/grokking logs our columns as; the others keep their names. */
const KEYS: Readonly<Record<string, string>> = {
  trainLoss: "training/loss",
  trainAccuracy: "training/accuracy",
  validationLoss: "validation/loss",
  validationAccuracy: "validation/accuracy",
  batchLoss: "batch/loss",
  batchAccuracy: "batch/accuracy",
  learningRate: "learning_rate",
};

const SCRIPT = `"""Replays this folder into Weights & Biases: pip install wandb, then run it.

Runs are written offline to ./wandb (send them with \`wandb sync\`), or online with --online.
"""
import argparse
import json
import pathlib

import wandb

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--project", help="the project in W&B; the experiment's name if left out")
parser.add_argument("--online", action="store_true", help="send the run now")
arguments = parser.parse_args()

folder = pathlib.Path(__file__).resolve().parent
run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
wandb.init(
    project=arguments.project or run["project"],
    name=run["name"],
    config=run["config"],
    mode="online" if arguments.online else "offline",
)
with open(folder / "history.jsonl", encoding="utf-8") as history:
    for line in history:
        row = json.loads(line)
        step = row.pop("step")
        wandb.log({name: float("nan") if value is None else value for name, value in row.items()}, step=step)
wandb.finish()
`;

export const wandb = defineExport({
  title: "W&B replay",
  description: "JSON lines, and a Python script that replays them into Weights & Biases",
  write({ experiment, run: { id, seed, settings }, points }) {
    const about = { project: experiment, name: id, config: { ...settings, seed } };
    return Promise.resolve({
      "run.json": textFile(`${JSON.stringify(about, null, 2)}\n`),
      "history.jsonl": jsonLines(points.map(rename)),
      "replay.py": textFile(SCRIPT),
    });
  },
});

function rename({ step, ...columns }: HistoryRow): object {
  const renamed = Object.entries(columns).map(([name, value]) => [KEYS[name] ?? name, value]);
  return { step, ...Object.fromEntries(renamed) };
}
