/** Numbers, names and sizes as C writes them. */
import type { NativeType } from "../../graph/native_emitter.ts";
import { type Dimension, parseDimension } from "../../graph/shape.ts";

export const cTypes: Readonly<Record<NativeType, string>> = {
  float: "float",
  double: "double",
  int: "int32_t",
  key: "uint32_t",
};

/** A name of the graph as one of C: `blocks.0.query` is `blocks_0_query`. */
export function identifier(name: string): string {
  return `v_${name.replace(/[^A-Za-z0-9]/g, "_")}`;
}

/** A number as a literal that stands for the same bits in its type. */
export function literal(value: number, type: NativeType): string {
  if (type === "int") return value < 0 ? `(${value})` : String(value);
  if (type === "key") return `${value}u`;
  const exact = type === "float" ? Math.fround(value) : value;
  if (!Number.isFinite(exact)) return exact > 0 ? "INFINITY" : exact < 0 ? "(-INFINITY)" : "NAN";
  const text = String(exact);
  const digits = /[.e]/.test(text) ? text : `${text}.`;
  const typed = type === "float" ? `${digits}f` : digits;
  return exact < 0 || Object.is(exact, -0) ? `(${Object.is(exact, -0) ? "-0.f" : typed})` : typed;
}

/** A size: `4 * size_batch`. */
export function sizeText(dimension: Dimension): string {
  if (typeof dimension === "string" && dimension.startsWith("-")) {
    return `-${factorText(dimension.slice(1))}`;
  }
  const { factor, symbol } = parseDimension(dimension);
  if (symbol === null) return String(factor);
  return factor === 1 ? `size_${symbol}` : `${factor} * size_${symbol}`;
}

/** A size as a factor or a divisor. */
export function factorText(dimension: Dimension): string {
  const text = sizeText(dimension);
  return text.includes(" ") ? `(${text})` : text;
}

/** A sum of products of sizes with indices, without what is nothing: `3 * r + c`. */
export function sumText(terms: readonly string[]): string {
  const some = terms.filter((term) => term !== "");
  return some.length === 0 ? "0" : some.join(" + ");
}

/** `index * stride`, or nothing. */
export function termText(index: string, stride: Dimension): string {
  if (stride === 0) return "";
  return stride === 1 ? index : `${index} * ${factorText(stride)}`;
}

export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** Declarations of the sizes that lines name, given those of the whole program. */
export function declareSizes(lines: readonly string[], symbols: readonly string[]): string[] {
  const text = lines.join("\n");
  return symbols.flatMap((symbol, index) =>
    new RegExp(`\\bsize_${symbol}\\b`).test(text)
      ? [`const long size_${symbol} = task->sizes[${index}];`]
      : []
  );
}
