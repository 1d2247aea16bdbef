/** `doctor`: tries everything a run needs on this machine, and says what to do where one fails. */
import { join } from "node:path";
import { fingerprintModule } from "../dag/fingerprint.ts";
import { onnxIdentity } from "../engines/identity.ts";
import { writeOnnx } from "../graph/onnx.ts";
import { simplify } from "../graph/simplify.ts";
import { input } from "../graph/tensor.ts";
import { stages } from "../stages/registry.ts";
import { Store } from "../store/store.ts";
import { formatTable } from "../terminal/format.ts";
import { exitCodes } from "./exit.ts";

interface Check {
  readonly name: string;
  readonly cure: string;
  /** Says what was found; throws when something is wrong. */
  run(): Promise<string>;
}

export interface DoctorCommand {
  readonly artifacts: string;
  readonly json: boolean;
}

export async function doctorCommand({ artifacts, json }: DoctorCommand): Promise<number> {
  const results = [];
  for (const { name, cure, run } of checks(artifacts)) {
    try {
      results.push({ name, ok: true, found: await run() });
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      results.push({ name, ok: false, found, cure });
    }
  }
  if (json) console.log(JSON.stringify(results));
  else {
    console.log(formatTable(results.map(({ name, ok, found, cure }) => [
      ok ? "✓" : "✗",
      name,
      cure === undefined ? found : `${found}; ${cure}`,
    ])));
  }
  return results.every(({ ok }) => ok) ? exitCodes.done : exitCodes.failed;
}

function checks(artifacts: string): Check[] {
  const reinstall = "run `deno install` in the project's folder";
  return [
    {
      name: "deno",
      cure: "",
      run: () =>
        Promise.resolve(`${Deno.version.deno}, ${navigator.hardwareConcurrency} processor cores`),
    },
    { name: "onnxruntime", cure: reinstall, run: tryEngine },
    { name: "DuckDB", cure: reinstall, run: tryTable },
    { name: "canvas and fonts", cure: reinstall, run: tryFigure },
    {
      name: "esbuild",
      cure: reinstall,
      run: () =>
        Promise.resolve(`code of train is ${fingerprintModule(stages.train!.entry).slice(0, 12)}`),
    },
    {
      name: "store",
      cure: "choose another folder with --artifacts, or free some space",
      run: () => tryStore(artifacts),
    },
  ];
}

async function tryEngine(): Promise<string> {
  const { onnxEngine } = await import("../engines/onnx.ts");
  const x = input("x", ["n"]);
  const outputs = [{ role: "result", name: "y", tensor: x.mul(2) }] as const;
  const program = simplify({ name: "double", inputs: [{ role: "fixed", tensor: x }], outputs });
  const double = await onnxEngine.load(writeOnnx(program), { threads: 1 });
  const { y } = await double.run({ x: { shape: [2], data: Float32Array.of(1, 21) } });
  await double.close();
  if (y!.data[1] !== 42) throw new Error(`2 × 21 came out as ${y!.data[1]}`);
  return onnxIdentity();
}

async function tryTable(): Promise<string> {
  const { readTable, writeTable } = await import("../tables/parquet.ts");
  const rows = await readTable(
    await writeTable([{ run: "a", seed: 0, axes: {}, budget: 1, points: [] }]),
  );
  return `wrote and read a Parquet table of ${rows.length} runs`;
}

async function tryFigure(): Promise<string> {
  const { fontFamilies } = await import("../figures/renderer.ts");
  return `fonts ${fontFamilies().join(", ")}`;
}

async function tryStore(folder: string): Promise<string> {
  const store = new Store(folder);
  const file = await store.putBytes(new TextEncoder().encode("doctor\n"));
  await store.read(file);
  return `${join(Deno.cwd(), folder)} can be written`;
}
