/** From the text of an experiment to its runs, or to a list of everything that is wrong with it. */
import { standardFigures } from "../figures/standard.ts";
import { ConfigError, type Diagnostic, type Problem } from "./diagnostics.ts";
import { Experiment, ImportedExperiment, OWN_SECTIONS } from "./experiment.ts";
import { type Axes, type Path, valueAt } from "./fields.ts";
import { type ImportedRun, readImported } from "./imported.ts";
import { experimentJsonSchema, importedJsonSchema } from "./json_schema.ts";
import { measureName } from "../measures/measure.ts";
import { checkMeasures } from "./measures.ts";
import type { Preset } from "./presets.ts";
import { checkReferences } from "./reference_checks.ts";
import { labelRuns } from "./run_labels.ts";
import type { Run } from "./run_settings.ts";
import { describeIssues } from "./schema_issues.ts";
import { noSurroundings, type Surroundings } from "./surroundings.ts";
import { readFont } from "./font.ts";
import { expandSweep } from "./sweep.ts";
import { settingVariants, VARIANTS, type VariantSettings } from "./variants.ts";
import { readYaml, type YamlSource } from "./yaml_source.ts";

export interface LoadedExperiment {
  readonly experiment: Experiment;
  /** Those that are trained here; none where all are imported. */
  readonly runs: readonly Run[];
  /** Other sizes that its file has, whichever this is. */
  readonly presets: readonly Preset[];
  /** Those that others have logged. */
  readonly imported: readonly ImportedRun[];
  /** The font of its figures; null for that which is shipped. */
  readonly font: Uint8Array | null;
}

/**
 * Reads an experiment; `overrides` are the `key=value` texts of `--set`, values being YAML. `file`
 * is used in messages alone; `surroundings` give what the experiment names outside of itself;
 * `preset` names the one of its sizes that is wanted.
 *
 * @throws {ConfigError} with every problem found: first those of syntax, then those of single
 *   fields, then those of fields together, of the sweep, and of figures and claims
 */
export function loadExperiment(
  text: string,
  file: string,
  overrides: readonly string[] = [],
  surroundings: Surroundings = noSurroundings,
  preset?: string,
): LoadedExperiment {
  const source = readYaml(text, file, overrides, preset);
  return isImported(source.data)
    ? loadImported(source, surroundings)
    : loadOwn(source, surroundings);
}

/** Whether an experiment names logs, and nothing that could be trained. */
function isImported(data: unknown): boolean {
  return valueAt(data, ["imported"]) !== undefined &&
    OWN_SECTIONS.every((section) => valueAt(data, [section]) === undefined);
}

function loadOwn(source: YamlSource, surroundings: Surroundings): LoadedExperiment {
  const parsed = Experiment.safeParse(source.data);
  if (!parsed.success) {
    const problems = describeIssues(parsed.error.issues, source.data, experimentJsonSchema());
    throw locateAll(source, problems);
  }
  const { runs, axes, problems } = expandSweep(parsed.data, source.data, surroundings);
  const others = readImported(parsed.data.imported, surroundings);
  const { font, problems: ofFont } = readFont(parsed.data.font, surroundings.read);
  const imported = others.runs;
  const labels = imported.length === 0
    ? axes
    : runs.length === 0
    ? []
    : labelRuns({ runs, imported }).map(({ axes }) => axes);
  const figures = parsed.data.figures ??
    standardFigures(labels, parsed.data.measures.map(measureName));
  const found = [
    ...problems,
    ...others.problems,
    ...ofFont,
    ...checkNames(runs, imported),
    ...checkMeasures(parsed.data.measures, runs),
    ...checkReferences(figures, parsed.data, labels, {
      runs,
      imported,
      hasOwnLength: source.overrides.some(({ path }) => setsLength(path)),
    }),
    ...findVainOverrides(source, axes[0] ?? {}, parsed.data.sweep.variants),
  ];
  if (found.length > 0) throw locateAll(source, found);
  return { experiment: { ...parsed.data, figures }, runs, imported, presets: source.presets, font };
}

function loadImported(source: YamlSource, surroundings: Surroundings): LoadedExperiment {
  const parsed = ImportedExperiment.safeParse(source.data);
  if (!parsed.success) {
    throw locateAll(
      source,
      describeIssues(parsed.error.issues, source.data, importedJsonSchema()),
    );
  }
  const { runs: imported, problems } = readImported(parsed.data.imported, surroundings);
  const { font, problems: ofFont } = readFont(parsed.data.font, surroundings.read);
  const loaded = { runs: [], imported, font };
  const labels = labelRuns(loaded).map(({ axes }) => axes);
  const experiment = {
    ...parsed.data,
    measures: [],
    figures: parsed.data.figures ?? standardFigures(labels),
  };
  const found = [
    ...problems,
    ...ofFont,
    ...checkReferences(experiment.figures, experiment, labels, loaded),
  ];
  if (found.length > 0) throw locateAll(source, found);
  return { experiment, ...loaded, presets: source.presets };
}

/** Runs of others are in the folders of ours, and in one table with them. */
function* checkNames(runs: readonly Run[], imported: readonly ImportedRun[]): Generator<Problem> {
  const own = new Set(runs.map(({ id }) => id));
  for (const { id } of imported) {
    if (!own.has(id)) continue;
    yield { path: ["imported"], message: `has a run ${id}, as we do; use another origin` };
  }
}

/** `training.steps`, be it of the experiment or of a variant, or all of `training`. */
function setsLength(path: Path): boolean {
  const at = path.indexOf("training");
  return at >= 0 && (at === path.length - 1 || path[at + 1] === "steps");
}

/** A field that is swept takes its values from the sweep, whatever `--set` gives it. */
function findVainOverrides(source: YamlSource, swept: Axes, variants: VariantSettings): Problem[] {
  return source.overrides.flatMap(({ path }) => {
    const field = path.join(".");
    const axis = settingVariants(variants, path);
    const list = Object.hasOwn(swept, field) ? `its list, as in sweep.grid.${field}=[…]` : axis &&
      `it there, as in sweep.${VARIANTS}.${axis}.${Object.keys(variants[axis]!)[0]}.${field}=…`;
    if (list === undefined) return [];
    return [{ path, message: `is swept, so this would change nothing; set ${list}` }];
  });
}

/** Looking for the places of more takes long, and nobody mends so many before trying again. */
const LOCATED = 200;

/** In the order of the file, and of each field in each place the first: runs share their axes. */
function locateAll(source: YamlSource, problems: readonly Problem[]): ConfigError {
  const unique = new Map<string, Diagnostic>();
  for (const diagnostic of problems.slice(0, LOCATED).map((problem) => source.locate(problem))) {
    const key = `${diagnostic.place}\n${diagnostic.field}`;
    if (!unique.has(key)) unique.set(key, diagnostic);
  }
  const offset = ({ position }: Diagnostic) => position ?? { line: 0, column: 0 };
  return new ConfigError(
    [...unique.values()].sort((a, b) =>
      offset(a).line - offset(b).line || offset(a).column - offset(b).column
    ),
    Math.max(0, problems.length - LOCATED),
  );
}
