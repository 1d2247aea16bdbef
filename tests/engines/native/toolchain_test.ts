/** Finding compilers, and a cache of libraries that trusts no file that it did not put there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { nativeEngineWith } from "../../../engines/native.ts";
import { writeNative } from "../../../engines/native/program_file.ts";
import { compile, findCompiler } from "../../../engines/native/toolchain.ts";
import { compiler } from "../native_engine.ts";
import { cases } from "./programs.ts";

const ignore = compiler === null;
const program = (text: string) => ({ source: text, meaning: ["-std=gnu11"] });
const source = program("int answer(void) { return 42; }\n");
const FLAGS = ["-O0"];

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function writeCompiler(script: string, folder: string): Promise<string> {
  const path = join(folder, "cc");
  await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

/** A compiler that does something before it compiles, though not before it tells of the processor. */
async function compilerThat(does: string, folder: string): Promise<string> {
  const script = `case "$*" in *-dM*) ;; *) ${does};; esac\nexec ${compiler} "$@"`;
  return await writeCompiler(script, folder);
}

function answerOf(path: string): number {
  const library = Deno.dlopen(path, { answer: { parameters: [], result: "i32" } });
  try {
    return library.symbols.answer();
  } finally {
    library.close();
  }
}

Deno.test("findCompiler() takes $CC, by path or by name, and otherwise the first usual name", () =>
  inFolder(async (folder) => {
    const [empty, tools] = [join(folder, "empty"), join(folder, "tools")];
    for (const each of [empty, tools]) await Deno.mkdir(each);
    for (const name of ["gcc", "clang", "tcc"]) await Deno.writeTextFile(join(tools, name), "");
    const path = `${empty}:${tools}`;
    assert.equal(findCompiler(undefined, path), join(tools, "clang"));
    assert.equal(findCompiler("", path), join(tools, "clang"));
    assert.equal(findCompiler("tcc", path), join(tools, "tcc"));
    assert.equal(findCompiler(join(tools, "gcc"), ""), join(tools, "gcc"));
    assert.equal(findCompiler("icc", path), null);
    assert.equal(findCompiler(undefined, empty), null);
  }));

Deno.test({
  name: "compile() makes a library once, however many ask for it at a time",
  ignore: ignore || Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const log = join(folder, "log");
      const slow = await compilerThat(`echo made >> ${log}; sleep 0.2`, folder);
      const libraries = join(folder, "libraries");
      const toolchain = { compiler: slow, folder: libraries, flags: FLAGS };
      const paths = await Promise.all(Array.from({ length: 4 }, () => compile(source, toolchain)));
      assert.equal(new Set(paths).size, 1);
      assert.equal(await Deno.readTextFile(log), "made\n");
      assert.equal([...Deno.readDirSync(libraries)].length, 1, "nothing is left over");
    }),
});

Deno.test({
  name: "compile() makes a library once, for each source and each set of flags",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const toolchain = { compiler, folder, flags: FLAGS };
      const path = await compile(source, toolchain);
      assert.equal(answerOf(path), 42);
      assert.equal(await compile(source, { ...toolchain, compiler }), path);
      const other = await compile(program(source.source.replace("42", "43")), toolchain);
      assert.equal(answerOf(other), 43);
      assert.notEqual(await compile(source, { ...toolchain, flags: ["-O1"] }), path);
      assert.equal([...Deno.readDirSync(folder)].length, 3, "nothing is left over");
    }),
});

Deno.test({
  name: "compile() makes a library again whose bytes are not those that it put there",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const toolchain = { compiler, folder, flags: FLAGS };
      const path = await compile(source, toolchain);
      const bytes = await Deno.readFile(path);
      await Deno.writeFile(path, bytes.with(bytes.length - 1, 7));
      assert.equal(answerOf(await compile(source, toolchain)), 42);
      await Deno.writeFile(path, bytes.subarray(0, 100));
      assert.equal(answerOf(await compile(source, toolchain)), 42);
    }),
});

Deno.test({
  name: "compile() takes no function that there is not, or that differs from machine to machine",
  ignore: ignore || Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (folder) => {
      for (const name of ["no_such", "atanf"]) {
        const text = `float ${name}(float);\nfloat answer(float x) { return ${name}(x); }\n`;
        await assert.rejects(
          compile(program(text), { compiler, folder, flags: FLAGS }),
          new RegExp(`undefined reference to .${name}`),
        );
      }
    }),
});

Deno.test({
  name: "compile() tells what a compiler said that failed",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      await assert.rejects(
        compile(program("int answer(void) { return forty_two; }\n"), {
          compiler,
          folder,
          flags: FLAGS,
        }),
        /^Error: The C compiler ".*" failed: set CC to another one, or take --engine onnxruntime\. It says:\n[^]*forty_two/,
      );
      assert.deepEqual([...Deno.readDirSync(folder)], []);
    }),
});

Deno.test({
  name: "compile() tells of a compiler that says nothing, not of the processor",
  ignore: ignore || Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const silent = await writeCompiler("", folder);
      await assert.rejects(
        compile(source, { compiler: silent, folder, flags: FLAGS }),
        /^Error: The C compiler ".*" failed: .*It says nothing/,
      );
    }),
});

Deno.test({
  name: "compile() says that the disk is full where the compiler or its files say so",
  ignore: ignore || Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const said = "fatal error: error writing: No space left on device";
      const full = await compilerThat(`echo "${said}" >&2; exit 1`, folder);
      await assert.rejects(
        compile(source, { compiler: full, folder: join(folder, "libraries"), flags: FLAGS }),
        /^Error: The disk is full where programs are compiled, in ".*libraries".*: free some space and run again/,
      );
    }),
});

Deno.test({
  name: "compile() finds broken libraries as others take them away, and makes each again",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const toolchain = { compiler, folder, flags: FLAGS };
      const path = await compile(source, toolchain);
      for (let place = 0; place < 20; place++) {
        await Deno.writeTextFile(
          path.replace(/[0-9a-f]{8}\.so$/, `${10000000 + place}.so`),
          "broken",
        );
      }
      await Deno.writeTextFile(path, "broken");
      const paths = await Promise.all(Array.from({ length: 8 }, () => compile(source, toolchain)));
      assert.deepEqual([...new Set(paths)], [path]);
      assert.equal(answerOf(path), 42);
      assert.equal([...Deno.readDirSync(folder)].length, 1);
    }),
});

Deno.test({
  name: "compile() works in the temporary folder, and says where it cannot",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const [libraries, temporary] = [join(folder, "libraries"), join(folder, "temporary")];
      const looking = await compilerThat(`ls ${temporary} ${libraries} > ${folder}/seen`, folder);
      const toolchain = { compiler: looking, folder: libraries, temporary, flags: FLAGS };
      assert.equal(answerOf(await compile(source, toolchain)), 42);
      const seen = await Deno.readTextFile(join(folder, "seen"));
      assert.match(seen, /temporary:\nmaking-[0-9a-f]+\nwork-/);
      assert.match(seen, /libraries:\n\n/, "nothing that is not whole");
      assert.deepEqual([...Deno.readDirSync(temporary)], [], "nothing is left over");

      const file = join(folder, "file");
      await Deno.writeTextFile(file, "");
      await assert.rejects(compile(source, { ...toolchain, folder: file }), {
        message: new RegExp(`^Cannot compile programs into "${file}": `),
      });
    }),
});

Deno.test("without a compiler the native engine says what to install", async () => {
  const engine = nativeEngineWith({ compiler: null, folder: "" });
  const file = writeNative(cases[0]!.program);
  await assert.rejects(engine.load(file, { threads: 1 }), {
    message: /needs a C compiler and there is none: install gcc or clang, or set CC/,
  });
  const misnamed = nativeEngineWith({ compiler: null, missing: 'CC is "icc"', folder: "" });
  await assert.rejects(misnamed.load(file, { threads: 1 }), {
    message: /needs a C compiler\. CC is "icc"; or take --engine onnxruntime/,
  });
});
