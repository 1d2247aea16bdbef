/** The names of exports, by themselves: the command line asks for them and loads nothing else. */
export const exportNames = ["lightning", "tensorboard", "wandb", "run-folder"] as const;
export type ExportName = (typeof exportNames)[number];
