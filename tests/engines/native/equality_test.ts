/** The same bytes of trained weights, whoever compiled the program and whatever runs it. */
import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { nativeEngineWith } from "../../../engines/native.ts";
import { findCompiler } from "../../../engines/native/toolchain.ts";
import { libraries, nativeEngines } from "../native_engine.ts";
import { runOnce } from "../run_program.ts";
import { bytesOf, runAsProcess } from "./driver.ts";
import { cases } from "./programs.ts";

const find = (name: string) => findCompiler(name, Deno.env.get("PATH") ?? "");
const [gcc, clang] = [find("gcc"), find("clang")];
const [armGcc, qemu] = [find("aarch64-linux-gnu-gcc"), find("qemu-aarch64")];
const isIntel = Deno.build.arch === "x86_64";
const hasAvx512 = isIntel && Deno.build.os === "linux" &&
  /\bavx512vl\b/.test(await Deno.readTextFile("/proc/cpuinfo"));

const AVX2 = ["-mavx2", "-mfma"];
const AVX512 = [...AVX2, "-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl"];

/** Name, compiler, flags (null: those of runs), threads. */
const variants = [
  ["gcc -O1, AVX2, 1 thread", gcc, ["-O1", ...AVX2], 1, isIntel],
  ["gcc -O3, AVX2, 2 threads", gcc, ["-O3", ...AVX2], 2, isIntel],
  ["gcc -O3, AVX-512, 2 threads", gcc, ["-O3", ...AVX512], 2, hasAvx512],
  ["clang -O1, AVX-512, 1 thread", clang, ["-O1", ...AVX512], 1, hasAvx512],
  ["clang -O3, AVX2, 3 threads", clang, ["-O3", ...AVX2], 3, isIntel],
  ["gcc as in runs, 3 threads", gcc, null, 3, true],
  ["clang as in runs, 2 threads", clang, null, 2, true],
  ["gcc -O3, 2 threads", gcc, ["-O3"], 2, !isIntel],
  ["clang -O1, 1 thread", clang, ["-O1"], 1, !isIntel],
] as const;

for (const { name, program, feeds } of cases) {
  const expected = async () => bytesOf(program, await runOnce(nativeEngines[0]!, program, feeds));

  for (const [variant, compiler, flags, threads, isPossible] of variants) {
    Deno.test({
      name: `${name} has the same bytes by ${variant}`,
      ignore: nativeEngines.length === 0 || compiler === null || !isPossible,
      fn: async () => {
        const toolchain = { compiler, folder: libraries, ...flags === null ? {} : { flags } };
        const engine = nativeEngineWith(toolchain);
        const actual = bytesOf(program, await runOnce(engine, program, feeds, threads));
        assert.ok(Buffer.compare(actual, await expected()) === 0, "bytes differ");
      },
    });
  }

  Deno.test({
    name: `${name} has the same bytes on a 64-bit Arm processor, by gcc -O1 under qemu`,
    ignore: nativeEngines.length === 0 || armGcc === null || qemu === null,
    fn: async () => {
      const exact = ["-std=gnu11", "-ffp-contract=off", "-fwrapv", "-fno-math-errno"];
      const command = { compiler: [armGcc!, "-O1", "-static", "-w", ...exact], run: [qemu!] };
      const actual = await runAsProcess(program, feeds, 2, command);
      assert.ok(Buffer.compare(actual, await expected()) === 0, "bytes differ");
    },
  });
}
