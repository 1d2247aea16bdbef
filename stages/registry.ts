/** The stages by name: where their code is, and how to load it when it is needed. */
import type { StageRegistry } from "../dag/registry.ts";
import { loadMeasure, measureModule } from "../measures/module.ts";
import type { Json } from "../store/canonical_json.ts";

export const stages: StageRegistry = {
  dataset: {
    entry: import.meta.resolve("./dataset.ts"),
    load: async () => (await import("./dataset.ts")).dataset,
  },
  program: {
    entry: import.meta.resolve("./program.ts"),
    load: async () => (await import("./program.ts")).program,
  },
  native: {
    entry: import.meta.resolve("./native.ts"),
    load: async () => (await import("./native.ts")).native,
  },
  train: {
    entry: import.meta.resolve("./train.ts"),
    together: ({ params, inputs: { train, evaluate, manifest } }) => ({
      programs: [train, evaluate, manifest].map((files) => files![0]!.hash),
      batch: (params as { readonly [name: string]: Json }).batch!,
    }),
    load: async () => (await import("./train.ts")).train,
  },
  measure: {
    entry: import.meta.resolve("./measure.ts"),
    part: (kind) => ({ entry: measureModule(kind), load: () => loadMeasure(kind) }),
    load: async () => (await import("./measure.ts")).measure,
  },
  export: {
    entry: import.meta.resolve("./export.ts"),
    load: async () => (await import("./export.ts")).exportRun,
  },
  import: {
    entry: import.meta.resolve("./import.ts"),
    load: async () => (await import("./import.ts")).importRun,
  },
  aggregate: {
    entry: import.meta.resolve("./aggregate.ts"),
    load: async () => (await import("./aggregate.ts")).aggregate,
  },
  judge: {
    entry: import.meta.resolve("./judge.ts"),
    load: async () => (await import("./judge.ts")).judge,
  },
  render: {
    entry: import.meta.resolve("./render.ts"),
    load: async () => (await import("./render.ts")).render,
  },
};
