/** What a program is printed as, so that a change of it is seen. */
import assert from "node:assert/strict";
import { gradients } from "../../../graph/autodiff.ts";
import type { Program } from "../../../graph/program.ts";
import { simplify } from "../../../graph/simplify.ts";
import { input } from "../../../graph/tensor.ts";
import { printC } from "../../../engines/native/print_program.ts";
import { assertGolden } from "../../golden/golden.ts";
import { compiler } from "../native_engine.ts";
import { cases } from "./programs.ts";

/** One step of descent on a layer of which the bias and the rectifier are part. */
function layerStep(): Program {
  const [tokens, rate] = [input("tokens", ["batch"], "int"), input("rate", [])];
  const [table, hidden, bias] = [
    input("embedding", [7, 16]),
    input("hidden", [16, 5]),
    input("bias", [5]),
  ];
  const outputs = table.gather(tokens).matmul(hidden).add(bias).relu();
  const loss = outputs.logSoftmax().mul(tokens.oneHot(5)).sum([-1]).mean().neg();
  const parameters = { embedding: table, hidden, bias };
  const slopes = gradients(loss, Object.values(parameters));
  return simplify({
    name: "layer",
    inputs: [
      { role: "fixed", tensor: rate },
      { role: "step", tensor: tokens },
      ...Object.values(parameters).map((tensor) => ({ role: "state", tensor }) as const),
    ],
    outputs: [
      ...Object.entries(parameters).map(([name, tensor], index) => ({
        role: "state" as const,
        name: `${name}.next`,
        tensor: tensor.sub(rate.mul(slopes[index]!)),
      })),
      { role: "step", name: "loss", tensor: loss },
    ],
  });
}

Deno.test("a small program has this C", () => {
  assertGolden("layer_step.c", printC(layerStep()).body);
});

/** What compilers of 2024 and later refuse, and -w keeps older ones from telling of. */
const REFUSED = [
  "implicit-int",
  "implicit-function-declaration",
  "int-conversion",
  "incompatible-pointer-types",
  "return-type",
].map((name) => `-Werror=${name}`);

Deno.test({
  name: "the C has nothing that newer compilers refuse",
  ignore: compiler === null,
  async fn() {
    const target = Deno.build.arch === "x86_64" ? ["-march=native"] : [];
    for (const { program } of cases) {
      const { source, meaning } = printC(program);
      const args = [...target, ...meaning, ...REFUSED, "-fsyntax-only", "-x", "c", "-"];
      const process = new Deno.Command(compiler!, { args, stdin: "piped", stderr: "piped" })
        .spawn();
      const writer = process.stdin.getWriter();
      await writer.write(new TextEncoder().encode(source));
      await writer.close();
      const { success, stderr } = await process.output();
      assert.ok(success, new TextDecoder().decode(stderr));
    }
  },
});

Deno.test("printing a program twice gives the same C", () => {
  for (const { program } of cases) assert.equal(printC(program).source, printC(program).source);
});
