/** What a network answers to every pair. */
import type { Rows } from "../numerics/fourier.ts";
import type { ResiduePairs } from "../numerics/residues.ts";
import { ANSWERS, type FrameFacts } from "./frame.ts";
import type { Moment } from "./moment.ts";
import type { PackedArray } from "./packed.ts";

export function answersOf(
  pairs: ResiduePairs,
  outputs: Rows,
  { trained, areLogits }: Pick<Moment, "trained" | "areLogits">,
): { facts: NonNullable<FrameFacts["accuracy"]>; arrays: Record<string, PackedArray> } {
  const { modulus: p, a, b, answers: right } = pairs;
  const squares = p * p;
  const arrays = {
    kinds: new Uint8Array(squares),
    right: new Int16Array(squares).fill(-1),
    answers: new Int16Array(squares * ANSWERS).fill(-1),
    shares: new Uint8Array(squares * ANSWERS),
    ranks: new Int16Array(squares).fill(-1),
    rightShares: new Uint8Array(squares),
  };
  const residues = new Map(Array.from(pairs.tokens, (token, value) => [token, value]));
  const counts = { train: [0, 0], validation: [0, 0] };
  for (const [row, answer] of right.entries()) {
    const place = a[row]! * p + b[row]!;
    const { given, rank: rightRank, share: rightShare } = answersTo(
      outputs,
      row,
      pairs.tokens[answer]!,
      areLogits,
    );
    arrays.kinds[place] = trained[row] ? 1 : 2;
    arrays.right[place] = answer;
    arrays.ranks[place] = rightRank;
    arrays.rightShares[place] = Math.round(255 * rightShare);
    for (const [rank, { token, share }] of given.entries()) {
      arrays.answers[place * ANSWERS + rank] = residues.get(token) ?? -1;
      arrays.shares[place * ANSWERS + rank] = Math.round(255 * share);
    }
    const count = trained[row] ? counts.train : counts.validation;
    count[0]! += residues.get(given[0]!.token) === answer ? 1 : 0;
    count[1]! += 1;
  }
  const fraction = ([good, all]: number[]) => all === 0 ? 0 : good! / all!;
  return {
    facts: { train: fraction(counts.train), validation: fraction(counts.validation) },
    arrays,
  };
}

interface Answer {
  readonly token: number;
  /** A probability where outputs are logits, else the output, cut to 0 … 1. */
  readonly share: number;
}

interface Answers {
  /** Those with the largest outputs; of equal ones the first comes first, as argmax has it. */
  readonly given: readonly Answer[];
  /** How many answers are stronger than the right one. */
  readonly rank: number;
  /** The share of the right one. */
  readonly share: number;
}

function answersTo(
  { width, data }: Rows,
  row: number,
  right: number,
  areLogits: boolean,
): Answers {
  const start = row * width;
  const rightOutput = data[start + right]!;
  const found: { token: number; output: number }[] = [];
  let rank = 0;
  for (let token = 0; token < width; token++) {
    const output = data[start + token]!;
    if (output > rightOutput) rank += 1;
    if (found.length === ANSWERS && !(output > found[ANSWERS - 1]!.output)) continue;
    let place = found.length;
    while (place > 0 && output > found[place - 1]!.output) place -= 1;
    found.splice(place, 0, { token, output });
    if (found.length > ANSWERS) found.pop();
  }
  const largest = found[0]!.output;
  let total = areLogits ? 0 : 1;
  for (let token = 0; areLogits && token < width; token++) {
    total += Math.exp(data[start + token]! - largest);
  }
  const shareOf = (output: number) => {
    const share = areLogits ? Math.exp(output - largest) / total : output;
    return Math.min(1, Math.max(0, share)) || 0; // of a diverged network, 0
  };
  return {
    given: found.map(({ token, output }) => ({ token, share: shareOf(output) })),
    rank,
    share: shareOf(rightOutput),
  };
}
