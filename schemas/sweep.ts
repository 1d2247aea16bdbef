/** From one experiment to its runs: every combination of the swept fields, once per seed. */
import { checkSettings } from "./checks.ts";
import type { Problem } from "./diagnostics.ts";
import type { OwnExperiment, SweepSettings } from "./experiment.ts";
import { checkTotals } from "./estimates.ts";
import {
  type Axes,
  type AxisValue,
  didYouMean,
  fieldPaths,
  parsePath,
  type Path,
  valueAt,
  withField,
} from "./fields.ts";
import { findFork } from "./forks.ts";
import { checkIdle, type Settled } from "./idle_settings.ts";
import { experimentJsonSchema } from "./json_schema.ts";
import { type Run, RunSettings } from "./run_settings.ts";
import { describeIssues } from "./schema_issues.ts";
import type { Surroundings } from "./surroundings.ts";
import { type FileReader, readTaskFiles } from "./task_files.ts";
import {
  checkVariants,
  chosenVariants,
  mergeSettings,
  VARIANTS,
  type VariantSettings,
} from "./variants.ts";

/** More runs than anyone waits for: a slip in a grid, and a very long list of folders. */
const MAXIMUM_RUNS = 10_000;
/** Longer names of folders are refused by the usual file systems (255 bytes), some by less. */
const MAXIMUM_ID_BYTES = 200;

/** Fields that step together, and where each of their values stands in the experiment. */
interface Group {
  readonly lists: Readonly<Record<string, readonly AxisValue[]>>;
  readonly length: number;
  /** The place of a field's list. */
  at(field: string): Path;
  /** What leads from there to one of its values. */
  key(value: AxisValue, index: number): string | number;
}

/** One value for each swept field, with its place in the experiment. */
interface Combination {
  readonly axes: Axes;
  readonly places: Readonly<Record<string, Path>>;
}

export interface Expansion {
  readonly runs: readonly Run[];
  /** Every combination of swept values, those of impossible runs included; none if unclear. */
  readonly axes: readonly Axes[];
  /** What is wrong, at the very element of an axis that brings it about. */
  readonly problems: readonly Problem[];
}

/**
 * The runs of an experiment: variants, the first axis slowest; then grid fields in their order; then
 * zipped groups; then seeds. Swept values go into `data`, what was written in the experiment, before
 * defaults are filled in, so that a swept `kind` brings its own.
 */
export function expandSweep(
  experiment: OwnExperiment,
  data: unknown,
  { read, load }: Surroundings,
): Expansion {
  const { variants } = experiment.sweep;
  const groups = listGroups(experiment.sweep);
  const base = pickSettings(experiment);
  const problems = [
    ...checkVariants(variants, Object.keys(RunSettings.shape)),
    ...checkAxes(groups, base, variants),
    ...checkSeeds(experiment.seeds),
  ];
  const count = groups.reduce((product, { length }) => product * length, experiment.seeds.length);
  if (count > MAXIMUM_RUNS) {
    const message = `${count} runs, and at most ${MAXIMUM_RUNS} are allowed; list fewer values`;
    problems.push({ path: ["sweep"], message });
  }
  if (problems.length > 0) return { runs: [], axes: [], problems };

  const written = pickSettings(data);
  const combinations = combine(groups);
  const possible: Settled[] = [];
  const runs = new Map<string, { run: Run; places: Combination["places"] }>();
  for (const combination of combinations) {
    const { axes } = combination;
    const { settled, problems: found } = settle(written, base, combination, variants, read);
    problems.push(...found);
    if (settled === undefined) continue;
    possible.push({ ...combination, settings: settled.settings });
    for (const seed of experiment.seeds) {
      const alone = { id: runId(axes, seed), seed, axes, ...settled };
      const fork = findFork(alone, load, read);
      if (fork !== null && "message" in fork) {
        problems.push(placeProblem(fork.fields, fork.message, combination.places));
        continue;
      }
      const run: Run = { ...alone, fork };
      const first = runs.get(run.id);
      if (first === undefined) runs.set(run.id, { run, places: combination.places });
      else problems.push(describeDuplicate(run.id, first.places, combination.places));
      if (new TextEncoder().encode(run.id).length > MAXIMUM_ID_BYTES) {
        problems.push(tooLong(run.id));
      }
    }
  }
  const expanded = Array.from(runs.values(), ({ run }) => run);
  if (problems.length === 0) problems.push(...checkIdle(possible), ...checkTotals(expanded));
  return {
    runs: expanded,
    axes: combinations.map(({ axes }) => axes),
    problems,
  };
}

/** The settings of one combination with its data, if there are any, and what is wrong with them. */
function settle(
  written: unknown,
  base: unknown,
  { axes, places }: Combination,
  variants: VariantSettings,
  read: FileReader,
): { settled?: Pick<Run, "settings" | "data" | "files">; problems: Problem[] } {
  const chosen = chosenVariants(variants, axes);
  const varied = chosen.reduce((merged, { changes }) => mergeSettings(merged, changes), written);
  const data = Object.entries(axes).filter(([path]) => !isVariant(path)).reduce(
    (changed, [path, value]) => withField(changed, base, path.split("."), value),
    varied,
  );
  const place = (fields: readonly string[], message: string): Problem => {
    const { path, ...problem } = placeProblem(fields, message, places);
    const variant = path[0] === "sweep"
      ? undefined
      : chosen.findLast(({ changes }) =>
        valueAt(changes, path) !== undefined ||
        (valueAt(changes, path.slice(0, 1)) !== undefined && valueAt(written, path) === undefined)
      );
    if (variant === undefined) return { path, ...problem };
    return { path: [...variant.at, ...path], field: path.join("."), ...problem };
  };
  const parsed = RunSettings.safeParse(data);
  if (parsed.success) {
    const settings = parsed.data;
    const { files, problems: missing } = readTaskFiles(settings.task, read);
    const { data, problems } = missing.length > 0
      ? { data: null, problems: missing }
      : checkSettings(settings, files);
    return {
      ...data === null ? {} : { settled: { settings, data, files } },
      problems: problems.map(({ fields, message }) => place(fields, message)),
    };
  }
  const found = describeIssues(parsed.error.issues, data, experimentJsonSchema());
  return {
    problems: found.map(({ path, message, atKey = false }) => {
      const field = path.join(".");
      const kind = [...path.slice(0, -1), "kind"].join(".");
      if (Object.hasOwn(places, field) || !Object.hasOwn(places, kind)) {
        return { ...place([field], message), atKey };
      }
      return placeProblem([kind], `${field} does not fit this kind: ${message}`, places);
    }),
  };
}

/** A problem at the first of its fields that is swept, else at the first of them. */
function placeProblem(
  fields: readonly string[],
  message: string,
  places: Combination["places"],
): Problem {
  const swept = fields.find((field) => Object.hasOwn(places, field));
  if (swept !== undefined) return { path: places[swept]!, field: swept, message };
  return { path: parsePath(fields[0]!), message };
}

/** `trainFraction-0.3_seed-0`: the last part of each path with its value, the seed at the end. */
export function runId(axes: Axes, seed: number): string {
  const paths = Object.keys(axes);
  const short = (path: string) => path.split(".").at(-1)!;
  const taken = ["seed", ...paths.map(short)];
  const parts = Object.entries(axes).map(([path, value]) => {
    const unique = taken.filter((name) => name === short(path)).length === 1;
    return `${unique ? short(path) : path}-${folderText(value)}`;
  });
  return [...parts, `seed-${seed}`].join("_");
}

/** A value as part of a folder's name: `x/y` would be two folders. */
export function folderText(value: AxisValue): string {
  return String(value).replaceAll("/", "over").replaceAll("*", "times").replaceAll(" ", "-")
    .replaceAll(/[^A-Za-z0-9.+^-]/g, (letter) => `~${letter.codePointAt(0)!.toString(16)}`);
}

function listGroups({ variants, grid, zip }: SweepSettings): Group[] {
  const varied = Object.entries(variants).map(([axis, versions]): Group => ({
    lists: { [`${VARIANTS}.${axis}`]: Object.keys(versions) },
    length: Object.keys(versions).length,
    at: () => ["sweep", VARIANTS, axis],
    key: (value) => String(value),
  }));
  const single = Object.entries(grid).map(([path, values]): Group => ({
    lists: { [path]: values },
    length: values.length,
    at: (field) => ["sweep", "grid", field],
    key: (_, index) => index,
  }));
  const zipped = zip.map((lists, place): Group => ({
    lists,
    length: Math.max(1, ...Object.values(lists).map(({ length }) => length)),
    at: (field) => ["sweep", "zip", place, field],
    key: (_, index) => index,
  }));
  return [...varied, ...single, ...zipped];
}

function isVariant(path: string): boolean {
  return path.startsWith(`${VARIANTS}.`);
}

function combine(groups: readonly Group[]): Combination[] {
  return groups.reduce<Combination[]>(
    (combinations, { at, key, lists, length }) =>
      combinations.flatMap(({ axes, places }) =>
        Array.from({ length }, (_, index) => {
          const values = Object.entries(lists).map(([path, list]) => [path, list[index]!] as const);
          const here = values.map(([path, value]) =>
            [path, [...at(path), key(value, index)]] as const
          );
          return {
            axes: { ...axes, ...Object.fromEntries(values) },
            places: { ...places, ...Object.fromEntries(here) },
          };
        })
      ),
    [{ axes: {}, places: {} }],
  );
}

function* checkAxes(
  groups: readonly Group[],
  base: unknown,
  variants: VariantSettings,
): Generator<Problem> {
  const varied = Object.values(variants).flatMap((versions) => Object.values(versions));
  // Which fields a varied section has, only its kinds know: a field that does not fit is told there.
  const open = new Set(varied.flatMap((changes) => Object.keys(changes)));
  const fields = fieldPaths(base);
  const known = new Set(fields);
  const seen = new Set<string>();
  for (const { at, lists, length } of groups) {
    for (const [field, values] of Object.entries(lists)) {
      const path = at(field);
      if (!isVariant(field) && !known.has(field) && !open.has(field.split(".")[0]!)) {
        yield describeUnknownAxis(path, field, fields);
      }
      if (varied.some((changes) => valueAt(changes, parsePath(field)) !== undefined)) {
        const message = "is set by a variant as well; keep one of the two";
        yield { path, field, message, atKey: true };
      }
      if (seen.has(field)) {
        yield { path, field, message: "is swept twice; keep one of the two", atKey: true };
      }
      seen.add(field);
      if (values.length !== length) {
        const message = `has ${values.length} values beside ${length} in its group; fields that ` +
          "are zipped need lists of the same length";
        yield { path, field, message, atKey: true };
      }
    }
  }
}

function describeUnknownAxis(path: Path, field: string, fields: readonly string[]): Problem {
  const cure = didYouMean(field, fields, `fields are ${fields.join(", ")}`);
  return { path, field, message: `is not a field of this experiment's runs; ${cure}`, atKey: true };
}

function* checkSeeds(seeds: readonly number[]): Generator<Problem> {
  const seen = new Set<number>();
  for (const [index, seed] of seeds.entries()) {
    if (seen.has(seed)) {
      yield { path: ["seeds", index], message: `${seed} is listed twice; keep one of the two` };
    }
    seen.add(seed);
  }
}

function tooLong(id: string): Problem {
  const message = `makes names of runs longer than ${MAXIMUM_ID_BYTES} bytes, as ${id}; ` +
    "sweep fewer fields in one experiment";
  return { path: ["sweep"], message };
}

function describeDuplicate(
  id: string,
  first: Combination["places"],
  second: Combination["places"],
): Problem {
  const field = Object.keys(second).find((path) => second[path]!.at(-1) !== first[path]!.at(-1))!;
  const message = `makes a second run named ${id}; every combination of values must be new`;
  return { path: second[field]!, field, message };
}

function pickSettings(data: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(RunSettings.shape).map((key) => [key, valueAt(data, [key])] as const)
      .filter(([, value]) => value !== undefined),
  );
}
