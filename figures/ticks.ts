/** Where ticks stand and what they say; the same on every machine and in every locale. */
import { writeNumber } from "../measures/wording.ts";
import type { Tick } from "./chart.ts";

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Ticks at round numbers between two values, eight or so. */
export function linearTicks(minimum: number, maximum: number): Tick[] {
  const rough = (maximum - minimum) / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const decimals = Math.max(
    0,
    -Math.floor(Math.log10(step) + 1e-9) + (step / power === 2.5 ? 1 : 0),
  );
  const ticks: Tick[] = [];
  for (
    let index = Math.ceil(minimum / step - 1e-9);
    index * step <= maximum + 1e-9 * step;
    index++
  ) {
    const value = Number((index * step).toFixed(decimals));
    ticks.push({ value, label: writeNumber(value, decimals) });
  }
  return ticks;
}

/**
 * Ticks of a logarithmic axis: powers of ten labelled, the eight between them not. Where fewer
 * than three powers fit, twos and fives are labelled too; where many fit, only every other one is.
 */
export function logarithmicTicks(minimum: number, maximum: number): Tick[] {
  const [first, last] = [Math.floor(Math.log10(minimum)), Math.ceil(Math.log10(maximum))];
  const inside = (value: number) => value >= minimum * (1 - 1e-9) && value <= maximum * (1 + 1e-9);
  const decades: number[] = [];
  for (let power = first; power <= last; power++) if (inside(10 ** power)) decades.push(power);
  const isNarrow = decades.length < 3 && first >= -4 && last <= 6;
  const every = Math.ceil(decades.length / 8);
  const ticks: Tick[] = [];
  for (let power = first; power <= last; power++) {
    for (let digit = 1; digit <= 9; digit++) {
      const value = Number(`${digit}e${power}`);
      if (!inside(value)) continue;
      if (isNarrow) {
        const label = [1, 2, 5].includes(digit) ? writeNumber(value, Math.max(0, -power)) : "";
        ticks.push({ value, label });
      } else if (digit === 1) {
        ticks.push({ value, label: power % every === 0 ? writePower(power) : "" });
      } else if (every === 1) {
        ticks.push({ value, label: "" });
      }
    }
  }
  return ticks;
}

/** Ten to a power, such as "10⁻³". */
function writePower(power: number): string {
  const digits = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${power < 0 ? "⁻" : ""}${digits.join("")}`;
}
