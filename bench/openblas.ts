/** The same matrix products by OpenBLAS at its own best, called from C. */
import { compile, type Toolchain } from "../engines/native/toolchain.ts";
import type { ProductShape } from "./products.ts";

const symbols = {
  open_blas: { parameters: ["buffer"], result: "i32" },
  describe_blas: { parameters: ["buffer", "i32"], result: "i32" },
  run_products: {
    parameters: ["buffer", "i32", "i32", "i32", "buffer", "buffer"],
    result: "void",
    nonblocking: true,
  },
} as const;

/** As the loader of each system finds it. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  linux: ["libopenblas.so.0", "libopenblas.so"],
  darwin: ["libopenblas.dylib", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib"],
};

const DESCRIPTION_BYTES = 200;

/** Products with their operands; the last of each call lies in `result`. */
export interface LoadedProducts {
  readonly result: Float32Array;
  run(times: number, threads: number): Promise<void>;
}

export interface OpenBlas {
  /** Its version, and the processor that it chose its kernels for. */
  readonly description: string;
  /** Takes the operands of all products, one after the other, left before right. */
  load(products: readonly ProductShape[], operands: Float32Array<ArrayBuffer>): LoadedProducts;
  close(): void;
}

/**
 * OpenBLAS by its own choice of kernels, if the environment was freed of others before, and as many
 * threads as it is told. Null where it is not installed, or there is no compiler.
 */
export async function openBlas(toolchain: Toolchain): Promise<OpenBlas | null> {
  const names = NAMES[Deno.build.os];
  if (toolchain.compiler === null || names === undefined) return null;
  const source = await Deno.readTextFile(new URL("./openblas.c", import.meta.url));
  const library = Deno.dlopen(await compile({ source, meaning: ["-ldl"] }, toolchain), symbols);
  const bytes = (text: string) => new TextEncoder().encode(`${text}\0`);
  if (!names.some((name) => library.symbols.open_blas(bytes(name)) === 1)) {
    library.close();
    return null;
  }
  const text = new Uint8Array(DESCRIPTION_BYTES);
  const length = library.symbols.describe_blas(text, text.length);
  return {
    description: new TextDecoder().decode(text.subarray(0, length)).trim(),
    load(products, operands) {
      const table = tableOf(products);
      const result = new Float32Array(Math.max(...products.map(resultSize)));
      return {
        result,
        run: (times, threads) =>
          library.symbols.run_products(table, products.length, times, threads, operands, result),
      };
    },
    close: () => library.close(),
  };
}

function resultSize({ batches, rows, columns }: ProductShape): number {
  return batches * rows * columns;
}

/** Numbers in the operands of products. */
export function countOperands(products: readonly ProductShape[]): number {
  return products.reduce(
    (total, { batches, rows, columns, inner }) => total + batches * inner * (rows + columns),
    0,
  );
}

/** The structures `Product` of openblas.c. */
function tableOf(products: readonly ProductShape[]): BigInt64Array<ArrayBuffer> {
  let end = 0;
  const place = (size: number) => (end += size) - size;
  return new BigInt64Array(
    products.flatMap(({ transposeLeft, transposeRight, batches, rows, columns, inner }) =>
      [
        ...[Number(transposeLeft), Number(transposeRight), batches, rows, columns, inner],
        place(batches * rows * inner),
        place(batches * inner * columns),
      ].map(BigInt)
    ),
  );
}
