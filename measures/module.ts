/** Where the row of a measure is: its code alone is part of the keys of what it measured. */
import type { MeasureKind } from "./measure.ts";

/** The address of the file of a kind, which is named after it. */
export function measureModule(kind: string): string {
  const file = kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return import.meta.resolve(`./${file}.ts`);
}

/** The row of a kind, without any other. */
export async function loadMeasure(kind: string): Promise<MeasureKind> {
  const module: Readonly<Record<string, MeasureKind>> = await import(measureModule(kind));
  return module[kind]!;
}
