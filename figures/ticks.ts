/** Where ticks stand and what they say; the same on every machine and in every locale. */
import { writeNumber } from "../measures/wording.ts";
import type { Tick } from "./chart.ts";

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Ticks at round numbers between two values, eight or so. */
export function linearTicks(minimum: number, maximum: number): Tick[] {
  const rough = (maximum - minimum) / 8;
  const power = Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((factor) => factor * 10 ** power >= rough) ?? 10;
  const step = factor * 10 ** power;
  const digits = Math.floor(Math.log10(step) + 1e-9) - (factor === 2.5 ? 1 : 0);
  const largest = Math.max(Math.abs(minimum), Math.abs(maximum));
  const ticks: Tick[] = [];
  for (
    let index = Math.ceil(minimum / step - 1e-9);
    index * step <= maximum + 1e-9 * step;
    index++
  ) {
    ticks.push(writeTick(index * step, digits, largest));
  }
  return ticks;
}

/**
 * Ticks of a logarithmic axis: powers of ten labelled, the eight between them not. Where fewer
 * than three powers fit, twos and fives are labelled too, and round numbers where even of those
 * there are not two; where many powers fit, only every other one is.
 */
export function logarithmicTicks(minimum: number, maximum: number): Tick[] {
  const [first, last] = [Math.floor(Math.log10(minimum)), Math.ceil(Math.log10(maximum))];
  const inside = (value: number) => value >= minimum * (1 - 1e-9) && value <= maximum * (1 + 1e-9);
  const decades: number[] = [];
  for (let power = first; power <= last; power++) if (inside(10 ** power)) decades.push(power);
  const isNarrow = decades.length < 3;
  const every = Math.ceil(decades.length / 8);
  const ticks: Tick[] = [];
  for (let power = first; power <= last; power++) {
    for (let digit = 1; digit <= 9; digit++) {
      const value = Number(`${digit}e${power}`);
      if (!inside(value)) continue;
      if (isNarrow) {
        const { label } = writeTick(value, power, maximum);
        ticks.push({ value, label: [1, 2, 5].includes(digit) ? label : "" });
      } else if (digit === 1) {
        ticks.push({ value, label: power % every === 0 ? writePower(power) : "" });
      } else if (every === 1) {
        ticks.push({ value, label: "" });
      }
    }
  }
  const labelled = ticks.filter(({ label }) => label !== "").length;
  return labelled < 2 ? linearTicks(minimum, maximum) : ticks;
}

/**
 * A tick at the multiple of 10^digits nearest to `value`, as "0.02" or, on an axis whose largest
 * number is far from 1, as "2·10⁻⁷".
 */
function writeTick(value: number, digits: number, largest: number): Tick {
  const power = Math.floor(Math.log10(largest) + 1e-9);
  if (power >= -4 && power <= 6) {
    const decimals = Math.max(0, -digits);
    const rounded = Number(value.toFixed(decimals));
    return { value: rounded, label: writeNumber(rounded, decimals) };
  }
  if (value === 0) return { value: 0, label: "0" };
  const own = Math.floor(Math.log10(Math.abs(value)) + 1e-9);
  const mantissa = (value / 10 ** own).toFixed(Math.max(0, own - digits));
  const factor = mantissa === "1" ? "" : `${mantissa}·`;
  return { value: Number(`${mantissa}e${own}`), label: factor + writePower(own) };
}

/** Ten to a power, such as "10⁻³". */
function writePower(power: number): string {
  const digits = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${power < 0 ? "⁻" : ""}${digits.join("")}`;
}
