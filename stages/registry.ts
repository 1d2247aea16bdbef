/** The stages by name: where their code is, and how to load it when it is needed. */
import type { StageRegistry } from "../dag/registry.ts";

export const stages: StageRegistry = {
  dataset: {
    entry: import.meta.resolve("./dataset.ts"),
    load: async () => (await import("./dataset.ts")).dataset,
    usesEngine: false,
  },
  program: {
    entry: import.meta.resolve("./program.ts"),
    load: async () => (await import("./program.ts")).program,
    usesEngine: false,
  },
  train: {
    entry: import.meta.resolve("./train.ts"),
    load: async () => (await import("./train.ts")).train,
    usesEngine: true,
  },
  export: {
    entry: import.meta.resolve("./export.ts"),
    load: async () => (await import("./export.ts")).exportRun,
    usesEngine: false,
  },
  aggregate: {
    entry: import.meta.resolve("./aggregate.ts"),
    load: async () => (await import("./aggregate.ts")).aggregate,
    usesEngine: false,
  },
  judge: {
    entry: import.meta.resolve("./judge.ts"),
    load: async () => (await import("./judge.ts")).judge,
    usesEngine: false,
  },
  render: {
    entry: import.meta.resolve("./render.ts"),
    load: async () => (await import("./render.ts")).render,
    usesEngine: false,
  },
};
