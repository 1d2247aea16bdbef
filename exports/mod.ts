/** All forms in which a run can be exported besides our own. */
import type { ExportFormat } from "./format.ts";
import { lightning } from "./lightning.ts";
import type { ExportName } from "./names.ts";
import { runFolder } from "./run_folder.ts";
import { tensorboard } from "./tensorboard.ts";
import { wandb } from "./wandb.ts";

const formats: Readonly<Record<ExportName, ExportFormat>> = {
  lightning,
  tensorboard,
  wandb,
  "run-folder": runFolder,
};

export function findExport(name: ExportName): ExportFormat {
  return formats[name];
}
