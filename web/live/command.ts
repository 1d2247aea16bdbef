/** The command that trains on this machine what a page trains. */
import { choicePaths, type Choices } from "../../live/choices.ts";
import type { LiveExperiment } from "../../live/experiment.ts";
import type { Value } from "../../tables/row_query.ts";

/** The settings by path. */
export function flat(settings: object, prefix = ""): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]): (readonly [string, Value])[] => {
      if (typeof value === "object" && value !== null) {
        return Object.entries(flat(value, `${prefix}${key}.`));
      }
      return value === null ? [] : [[`${prefix}${key}`, value as Value]];
    }),
  );
}

/**
 * What trains the same on the command line, and keeps it under a name of its own. A variant cannot
 * be set like a field: where there are some, it is what trains the experiment.
 */
export function commandOf({ name, file, axes, settings }: LiveExperiment, chosen: Choices): string {
  if (Object.keys(axes).some((path) => path.startsWith("variants."))) return `./regrok run ${file}`;
  const { optimizer, learningRate, weightDecay } = chosen;
  const decay = weightDecay === null ? {} : { weightDecay };
  const isOther = optimizer !== settings.optimizer.kind;
  const own: Record<string, unknown> = flat(settings);
  const set = Object.entries(choicePaths).flatMap(([choice, path]) => {
    const value = chosen[choice as keyof typeof choicePaths];
    const isTold = Object.hasOwn(axes, path) || isOther && path.startsWith("optimizer.");
    return value === null || isTold || value === own[path] ? [] : [`${path}=${value}`];
  });
  const swept = Object.entries(axes).map(([path, value]) => {
    const choice = Object.entries(choicePaths).find(([, each]) => each === path)?.[0];
    const wanted = choice === undefined ? value : chosen[choice as keyof Choices] ?? value;
    return `sweep.grid.${path}=[${wanted}]`;
  });
  const whole = isOther
    ? [`optimizer=${JSON.stringify({ kind: optimizer, learningRate, ...decay })}`]
    : [];
  // Figures and claims may name runs that this one run is not.
  const alone = [`name=${name}-live`, "figures=null", "claims=null"];
  const all = [...alone, ...swept, `seeds=[${chosen.seed}]`, ...whole, ...set];
  return `./regrok run ${file}${all.map((each) => ` --set '${each}'`).join("")}`;
}
