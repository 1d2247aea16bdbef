/** All that can be made into an experiment. */
import { deepGrokking } from "./deep_grokking.ts";
import { lightningLogs } from "./lightning_logs.ts";
import { wandbSweep } from "./wandb_sweep.ts";

export const recipes = { lightningLogs, wandbSweep, deepGrokking };
