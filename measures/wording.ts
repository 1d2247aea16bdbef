/** How numbers, settings and metrics are written in sentences and on axes. */

const NARROW_SPACE = "\u202f"; // groups digits as ISO 80000-1 asks, and does not break a line

/** 12345 as "12 345"; fractions keep `decimals` digits. */
export function writeNumber(value: number, decimals = 0): string {
  const [whole = "", fraction] = value.toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Steps as "3 410", or "never". */
export function writeSteps(steps: number | null): string {
  return steps === null ? "never" : writeNumber(steps, Number.isInteger(steps) ? 0 : 1);
}

/** An accuracy between 0 and 1 with four digits at most, such as "0.9912" or "0.5". */
export function writeFraction(value: number): string {
  return String(Number(value.toFixed(4)));
}

/** Any number with four significant digits, such as "0.001235" or "12350". */
export function writeSignificant(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** A camel-case name as words: "validationAccuracy" is "validation accuracy". */
export function writeWords(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`);
}

/** A column as words: "trainLoss" is "train loss", and layers keep their names. */
export function writeColumn(column: string): string {
  const [name = "", ...layer] = column.split("/");
  return [writeWords(name), ...layer].join(" ");
}

/** A settings path as words: "optimizer.weightDecay" is "weight decay", "model.kind" is "model". */
export function writeSetting(path: string): string {
  return writeWords(path.replace(/(?<=.)\.kind$/, "").split(".").at(-1) ?? path);
}

/** "3 seeds", "1 seed". */
export function writeCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
