/** The op table: one row per op, everything known of it in that row. */
import type { OpTable } from "./op.ts";
import { elementwise } from "./ops/elementwise.ts";
import { indexing } from "./ops/indexing.ts";
import { layout } from "./ops/layout.ts";
import { loss } from "./ops/loss.ts";
import { normalization } from "./ops/normalization.ts";
import { product } from "./ops/product.ts";
import { reduction } from "./ops/reduction.ts";
import { source } from "./ops/source.ts";

export const table: OpTable = {
  ...elementwise,
  ...indexing,
  ...layout,
  ...loss,
  ...normalization,
  ...product,
  ...reduction,
  ...source,
};
