/** Who may know whom, held by reading the import statements of every source file. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const notOurs = new Set(["node_modules", "vendor", "artifacts", "coverage"]);

/** Folders that each folder may import from, besides itself; folders without a row are free. */
const mayKnow: Record<string, readonly string[]> = {
  numerics: [],
  random: ["numerics"],
  graph: ["numerics", "random"],
  engines: ["graph", "random"],
  models: ["graph", "numerics", "random", "schemas"],
  objectives: ["graph", "random", "schemas"],
  optimizers: ["graph", "random", "schemas"],
  gradient_rules: ["graph", "optimizers", "random", "schemas"],
  weight_rules: ["graph", "optimizers", "random", "schemas"],
  schedules: ["numerics", "schemas", "training"],
  corruptions: ["random", "schemas"],
  tasks: ["formats", "corruptions", "numerics", "random", "schemas"],
  state_dicts: [],
  logs: ["formats", "schemas", "tasks", "state_dicts"],
  imports: ["logs", "schemas", "terminal"],
  exports: ["formats", "schemas", "tasks", "training", "state_dicts"],
  store: [],
  dag: ["store", "schemas"],
  measures: ["graph", "numerics", "random", "schemas", "tables"],
  claims: ["measures", "schemas", "tables"],
  figures: ["measures", "schemas", "tables"],
  live: [
    "dag",
    "engines",
    "graph",
    "models",
    "optimizers",
    "pictures",
    "schemas",
    "stages",
    "store",
    "tasks",
    "training",
  ],
  web: ["engines", "live", "measures", "pictures", "tables"],
  evaluations: [
    "corruptions",
    "engines",
    "formats",
    "graph",
    "measures",
    "schemas",
    "tasks",
    "training",
  ],
  pictures: ["engines", "measures", "numerics", "schemas", "tasks", "training"],
  web_data: [
    "claims",
    "commands",
    "dag",
    "engines",
    "live",
    "measures",
    "pictures",
    "schemas",
    "stages",
    "store",
    "tables",
    "training",
    "web",
  ],
};

/** The one file that may import a package when the program runs; types may be named anywhere. */
const onlyImporter: Record<string, string> = {
  "onnxruntime-node": "engines/onnx.ts",
  "onnxruntime-web/wasm": "engines/onnx_in_browser.ts",
  "@tensorflow/tfjs-core": "engines/tfjs.ts",
  "@tensorflow/tfjs-backend-wasm": "engines/tfjs.ts",
  "@duckdb/node-api": "tables/parquet.ts",
};

const MAXIMUM_LINES = 400;

interface SourceFile {
  /** Path from the root of the project. */
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

interface Import {
  /** Path from the root for files of the project, otherwise the name of a package. */
  readonly target: string;
  readonly local: boolean;
  readonly typeOnly: boolean;
}

function readSources(folder = ""): SourceFile[] {
  return [...Deno.readDirSync(join(root, folder))].flatMap(({ name, isDirectory }) => {
    if (name.startsWith(".") || notOurs.has(name)) return [];
    const path = join(folder, name);
    if (isDirectory) return readSources(path);
    return name.endsWith(".ts") || name.endsWith(".tsx") ? [readSource(path)] : [];
  });
}

function readSource(path: string): SourceFile {
  const text = Deno.readTextFileSync(join(root, path));
  return { path, folder: path.split("/")[0]!, text, imports: findImports(path, text) };
}

const statement = /^(?:import|export)\s+(type\s)?[^;"']*?\bfrom\s*"([^"]+)"/gm;
const other = /^import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"|\bimport\.meta\.resolve\("([^"]+)"/gm;

function findImports(path: string, text: string): Import[] {
  const resolve = (specifier: string, typeOnly: boolean): Import => {
    const local = specifier.startsWith(".");
    const target = local ? normalize(join(dirname(path), specifier)) : specifier;
    return { target, local, typeOnly };
  };
  return [
    ...[...text.matchAll(statement)].map(([, type, specifier]) =>
      resolve(specifier!, type !== undefined)
    ),
    ...[...text.matchAll(other)].map(([, ...found]) => resolve(found.find(Boolean)!, false)),
  ];
}

const everything = readSources();
const sources = everything.filter(({ folder }) => folder !== "tests" && folder !== "bench");

Deno.test("findImports() sees imports, exports, types, and modules loaded later", () => {
  const text = [
    'import { a,\n  b } from "../graph/op.ts";',
    'import type { C } from "zod";',
    'export * from "./d.ts";',
    'import "./e.ts";',
    'const f = await import("pkg");',
  ].join("\n");
  assert.deepEqual(findImports("dag/x.ts", text), [
    { target: "graph/op.ts", local: true, typeOnly: false },
    { target: "zod", local: false, typeOnly: true },
    { target: "dag/d.ts", local: true, typeOnly: false },
    { target: "dag/e.ts", local: true, typeOnly: false },
    { target: "pkg", local: false, typeOnly: false },
  ]);
});

Deno.test("each folder imports only from the folders it may know", () => {
  const wrong = sources.flatMap(({ path, folder, imports }) => {
    const allowed = mayKnow[folder];
    if (allowed === undefined) return [];
    return imports.filter(({ local, target }) => {
      const known = target.split("/")[0]!;
      return local && known !== folder && !allowed.includes(known);
    }).map(({ target }) => `${path} imports ${target}`);
  });
  assert.deepEqual(wrong, []);
});

Deno.test("of the schemas, kinds know only what a kind is and what data are like", () => {
  const kinds = [
    "corruptions",
    "gradient_rules",
    "models",
    "objectives",
    "optimizers",
    "schedules",
    "tasks",
    "weight_rules",
  ];
  const known = ["schemas/kinds.ts", "schemas/data_shape.ts"];
  const wrong = sources.filter(({ folder }) => kinds.includes(folder)).flatMap((
    { path, imports },
  ) =>
    imports.filter(({ target }) => target.startsWith("schemas/") && !known.includes(target))
      .map(({ target }) => `${path} imports ${target}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("of the schemas, the build system knows only those of events", () => {
  const wrong = sources.filter(({ folder }) => folder === "dag").flatMap(({ path, imports }) =>
    imports.filter(({ target }) => target.startsWith("schemas/") && target !== "schemas/events.ts")
      .map(({ target }) => `${path} imports ${target}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("what an experiment may say is known without a library that draws", () => {
  const heavy = new Set(["chart.js", "chartjs-node-canvas", "@napi-rs/canvas"]);
  const seen = new Set<string>();
  const reach = (path: string): string[] => {
    if (seen.has(path)) return [];
    seen.add(path);
    const loaded = everything.find((source) => source.path === path)?.imports ?? [];
    return loaded.filter(({ typeOnly }) => !typeOnly).flatMap(({ target, local }) =>
      local ? reach(target) : heavy.has(target) ? [`${path} imports ${target}`] : []
    );
  };
  assert.deepEqual(reach("schemas/yaml.ts"), []);
  assert.ok(seen.has("figures/mod.ts"));
  assert.notDeepEqual(reach("stages/render.ts"), []);
});

Deno.test("a stage never imports a stage: only the registry knows them", () => {
  const wrong = sources.flatMap(({ path, imports }) =>
    path.startsWith("stages/") && path !== "stages/registry.ts"
      ? imports.filter(({ target, typeOnly }) =>
        target.startsWith("stages/") && !/run_(actions|params)\.ts$/.test(target) && !typeOnly
      )
        .map(() => path)
      : []
  );
  assert.deepEqual(wrong, []);
});

/** The files that are reached from some of them when they run, with what these import. */
function reachedFrom(...entries: string[]) {
  const reached = new Set(entries);
  const packages: { readonly path: string; readonly target: string }[] = [];
  for (const path of reached) {
    const source = sources.find((each) => each.path === path);
    for (const { target, local, typeOnly } of source?.imports ?? []) { // none of a style sheet
      if (typeOnly) continue;
      if (local) reached.add(target);
      else packages.push({ path, target });
    }
  }
  return { files: sources.filter(({ path }) => reached.has(path)), packages };
}

Deno.test("what pages run reaches no code that needs Deno, and no package but those for pages", () => {
  const forPages = /^(preact|@preact\/signals|uplot)(\/|$)/;
  const { files, packages } = reachedFrom("web/main.tsx", "web/live.tsx");
  assert.deepEqual(files.filter(({ text }) => /\bDeno\./.test(text)).map(({ path }) => path), []);
  assert.deepEqual(packages.filter(({ target }) => !forPages.test(target)), []);
  assert.ok(files.length > 10, "the walk found the pages");
});

Deno.test("what trains in a browser needs Deno nowhere but where the bundler puts something else", () => {
  const { files, packages } = reachedFrom("web/live/worker.ts");
  assert.deepEqual(
    files.filter(({ text }) => /\bDeno\./.test(text)).map(({ path }) => path),
    ["engines/no_telemetry.ts"],
  );
  assert.deepEqual([...new Set(packages.map(({ target }) => target))].sort(), [
    "node:zlib",
    "onnxruntime-node",
    "onnxruntime-web/wasm",
    "protobufjs/minimal.js",
    "zod",
  ]);
  assert.ok(files.length > 100, "the walk found tasks, models and optimizers");
});

Deno.test("engines and the database are imported by one file each", () => {
  const wrong = sources.flatMap(({ path, imports }) =>
    imports.filter(({ target, typeOnly }) =>
      !typeOnly && target in onlyImporter && onlyImporter[target] !== path
    ).map(({ target }) => `${path} imports ${target}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("measures and figures do no input or output", () => {
  // The canvas reads this variable when it is loaded, so it is set by an import before it.
  const atTheEdge = new Set(["figures/system_fonts.ts"]);
  const wrong = sources.filter(({ path, folder, text, imports }) =>
    ["measures", "figures"].includes(folder) && !atTheEdge.has(path) &&
    (/\bDeno\.|\bfetch\(|\bprocess\./.test(text) ||
      imports.some(({ target }) => /^(node:)?(fs|child_process|net|http|https)\b/.test(target)))
  ).map(({ path }) => path);
  assert.deepEqual(wrong, []);
});

Deno.test("clock, chance, environment and locale are asked for at the edges alone", () => {
  const atTheEdge = new Set([
    "pipeline.ts",
    "mod.ts",
    "figures/system_fonts.ts", // see above
    "engines/no_telemetry.ts", // likewise, for onnxruntime
    "store/publish.ts", // names of temporary files, which are part of no result
  ]);
  const asks = new RegExp(
    "\\bMath\\.random|\\bcrypto\\.random|\\bDate\\.now|\\bnew Date\\(\\)|\\bperformance\\.now" +
      "|\\bDeno\\.env|\\bprocess\\.env|hardwareConcurrency|\\.toLocale|\\bIntl\\.|\\.localeCompare",
  );
  assert.match("const now = new Date();", asks);
  const wrong = sources.filter(({ path, folder, text }) =>
    !["commands", "terminal", "web"].includes(folder) && !atTheEdge.has(path) && asks.test(text)
  ).map(({ path }) => path);
  assert.deepEqual(wrong, []);
});

Deno.test("what a command prints goes through one file, which knows what to do when it cannot", () => {
  const wrong = sources.filter(({ path, text }) =>
    path !== "terminal/output.ts" && /\bconsole\.|\bprocess\.stdout/.test(text)
  ).map(({ path }) => path);
  assert.deepEqual(wrong, []);
});

Deno.test("files have at most 400 lines", () => {
  const long = everything.filter(({ text }) => text.split("\n").length - 1 > MAXIMUM_LINES);
  assert.deepEqual(long.map(({ path }) => path), []);
});

Deno.test("each test file mirrors a source file, or is about several in the folder it mirrors", () => {
  const wrong = everything.filter(({ path, imports }) => {
    if (!path.startsWith("tests/") || !path.endsWith("_test.ts")) return false;
    const source = path.slice("tests/".length, -"_test.ts".length);
    const names = [source, `${source}.ts`, `${source}.tsx`, `${source}.md`];
    const folder = `${source.split("/")[0]}/`;
    return source !== "structure" && !names.some((name) => existsSync(join(root, name))) &&
      !imports.some(({ target }) => target.startsWith(folder));
  });
  assert.deepEqual(wrong.map(({ path }) => path), []);
});

Deno.test("the code of training reaches no package, and no list of kinds", () => {
  const reached = new Set(["stages/train.ts"]);
  for (const path of reached) {
    const source = sources.find((each) => each.path === path);
    for (const { target, local, typeOnly } of source!.imports) {
      if (typeOnly) continue;
      assert.ok(local, `${path} imports ${target}: a patch of it would train everything again`);
      reached.add(target);
    }
  }
  const lists = [...reached].filter((path) => path.endsWith("/mod.ts"));
  assert.deepEqual(lists, [], "a new kind would train everything again");
  assert.ok(reached.size > 10, "the walk found the loop and what it needs");
});
