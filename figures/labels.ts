/** Words that all figures write in the same way: headline, seeds, chance line. */
import { writeCount } from "../measures/wording.ts";
import type { Chart } from "./chart.ts";
import type { FigureRequest } from "./request.ts";

const LINE_LENGTH = { title: 66, subtitle: 105 } as const; // characters that fit the figure

/** Title and subtitle: of which experiment, what is shown, and how the runs were summarized. */
export function headline(
  { figure, title, subtitle }: FigureRequest,
  shown: string,
  notes: readonly string[],
): Pick<Chart, "title" | "subtitle"> {
  const summary = [shown, ...notes].filter((part) => part !== "").join("; ");
  const lines = [...(subtitle === undefined ? [] : [subtitle]), summary];
  return {
    title: wrap(figure.title ?? title, LINE_LENGTH.title),
    subtitle: lines.flatMap((line) => wrap(line, LINE_LENGTH.subtitle)),
  };
}

/** "median of 3 seeds, bars: their range", for groups of so many runs each. */
export function describeSeeds(counts: readonly number[], range: string): string {
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  if (most <= 1) return "";
  const seeds = fewest === most ? writeCount(most, "seed") : `${fewest} to ${most} seeds`;
  return `median of ${seeds}, ${range}: their range`;
}

export function chanceLine({ chance }: FigureRequest): Chart["lines"] {
  if (chance === undefined) return [];
  return [{ y: chance, label: `chance ${Number(chance.toPrecision(2))}` }];
}

/** 0.99 as "99 %". */
export function writePercent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(3))} %`;
}

/** Lines of at most `length` characters, broken between words. */
function wrap(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < length) {
      lines[lines.length - 1] += ` ${word}`;
    } else lines.push(word);
  }
  return lines;
}
