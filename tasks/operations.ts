/**
 * The operations of modular arithmetic, one row each: what is computed, what it asks of the
 * modulus and of the operands, and the name openai/grok gives it in its vocabulary.
 */

export interface Operation {
  /** A name without signs, for the set of its rows where there are several operations. */
  readonly word: string;
  /** The answer for operands in 0..p-1, itself in 0..p-1. */
  apply(x: number, y: number, p: number): number;
  /** True when swapping the operands never changes the answer. */
  readonly symmetric: boolean;
  /** True when rows with y = 0 are left out of the table. */
  readonly excludesZero: boolean;
  /** True when the rows are listed by (answer, y) and not by (x, y). */
  readonly isQuotient: boolean;
  /** True when the answer needs inverses, so that only a prime modulus will do. */
  readonly needsPrime: boolean;
  /** True when more than two operands may be folded from the left. */
  readonly foldable: boolean;
  /** True when the answer is reduced modulo p, and false when it is below p by itself. */
  readonly isModular: boolean;
  /** True when openai/grok has the operation, and with it a token in its vocabulary. */
  readonly inOpenaiVocabulary: boolean;
  /** The operator's token: that of openai/grok, data.py, VALID_OPERATORS, where it has one. */
  token(p: number): string;
}

const plain = {
  symmetric: false,
  excludesZero: false,
  isQuotient: false,
  needsPrime: false,
  foldable: false,
  isModular: true,
  inOpenaiVocabulary: true,
};

const whole = { ...plain, symmetric: true, isModular: false, inOpenaiVocabulary: false };

/**
 * The operations of Power et al. 2022 (appendix A.1.1) and of openai/grok, data.py, and the
 * polynomials and the operations on whole numbers that lakaschus/grokking adds. Those with x³ are
 * reduced step by step, so that nothing leaves the exact integers.
 */
export const operations = {
  "x+y": {
    ...plain,
    word: "addition",
    apply: (x, y, p) => (x + y) % p,
    symmetric: true,
    foldable: true,
    token: () => "+",
  },
  "x-y": { ...plain, word: "subtraction", apply: subtract, token: () => "-" },
  "x*y": {
    ...plain,
    word: "multiplication",
    apply: (x, y, p) => (x * y) % p,
    symmetric: true,
    token: () => "*",
  },
  "x/y": {
    ...plain,
    word: "division",
    apply: divide,
    excludesZero: true,
    isQuotient: true,
    needsPrime: true,
    token: () => "/",
  },
  "x^2+y": {
    ...plain,
    word: "squarePolynomial",
    apply: (x, y, p) => (x * x + y) % p,
    token: () => "**2+",
  },
  "x^3+y": {
    ...plain,
    word: "cubePolynomial",
    apply: (x, y, p) => (cube(x, p) + y) % p,
    token: () => "**3+",
  },
  "x^2+y^2": {
    ...plain,
    word: "quadratic1",
    apply: (x, y, p) => (x * x + y * y) % p,
    symmetric: true,
    token: (p) => `x**2+y**2_mod_${p}`,
  },
  "x^2+xy+y^2": {
    ...plain,
    word: "quadratic2",
    apply: (x, y, p) => (x * x + x * y + y * y) % p,
    symmetric: true,
    token: (p) => `x**2+y**2+x*y_mod_${p}`,
  },
  "x^2+xy+y^2+x": {
    ...plain,
    word: "quadratic3",
    apply: (x, y, p) => (x * x + x * y + y * y + x) % p,
    token: (p) => `x**2+y**2+x*y+x_mod_${p}`,
  },
  "x^3+xy": {
    ...plain,
    word: "cubic1",
    apply: (x, y, p) => (cube(x, p) + x * y) % p,
    token: (p) => `x**3+x*y_mod_${p}`,
  },
  "x^3+xy^2+y": {
    ...plain,
    word: "cubic2",
    apply: (x, y, p) => (cube(x, p) + x * ((y * y) % p) + y) % p,
    token: (p) => `x**3+x*y**2+y_mod_${p}`,
  },
  "x^3+xy+y^2": {
    ...plain,
    word: "cubic3",
    apply: (x, y, p) => (cube(x, p) + x * y + y * y) % p,
    inOpenaiVocabulary: false,
    token: () => "x**3+x*y+y**2",
  },
  "x^3+xy+y^2+x": {
    ...plain,
    word: "cubic4",
    apply: (x, y, p) => (cube(x, p) + x * y + y * y + x) % p,
    inOpenaiVocabulary: false,
    token: () => "x**3+x*y+y**2+x",
  },
  "3x^2+y^2": {
    ...plain,
    word: "quadratic4",
    apply: (x, y, p) => (3 * x * x + y * y) % p,
    inOpenaiVocabulary: false,
    token: () => "3*x**2+y**2",
  },
  "x/y if y odd else x-y": {
    ...plain,
    word: "divisionOrSubtraction",
    apply: (x, y, p) => y % 2 === 1 ? divide(x, y, p) : subtract(x, y, p),
    needsPrime: true,
    token: (p) => `(x._value//y)if(y._value%2==1)else(x-y)_mod_${p}`,
  },
  "x+y if x even else x*y": {
    ...plain,
    word: "additionOrMultiplication",
    apply: (x, y, p) => x % 2 === 0 ? (x + y) % p : (x * y) % p,
    token: () => "+*",
  },
  "x+y if x even else x-y": {
    ...plain,
    word: "additionOrSubtraction",
    apply: (x, y, p) => x % 2 === 0 ? (x + y) % p : subtract(x, y, p),
    token: () => "+-",
  },
  "|x-y|": { ...whole, word: "distance", apply: (x, y) => Math.abs(x - y), token: () => "|-|" },
  "|max(x,y)-1|": {
    ...whole,
    word: "largest",
    apply: (x, y) => Math.abs(Math.max(x, y) - 1),
    token: () => "|max-1|",
  },
  "|min(x,y)-1|": {
    ...whole,
    word: "smallest",
    apply: (x, y) => Math.abs(Math.min(x, y) - 1),
    token: () => "|min-1|",
  },
  "floor((x+y)/2)": {
    ...whole,
    word: "average",
    apply: (x, y) => Math.floor((x + y) / 2),
    token: () => "mean",
  },
  "floor(sqrt(xy))": {
    ...whole,
    word: "root",
    // IEEE 754 rounds square roots correctly, so those of squares are exact.
    apply: (x, y) => Math.floor(Math.sqrt(x * y)),
    token: () => "root",
  },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
export const operationNames = Object.keys(operations) as OperationName[];

/** The row of one operation, with the type that all rows share. */
export function findOperation(name: OperationName): Operation {
  return operations[name];
}

/** The inverse of y modulo the prime p, by the extended algorithm of Euclid. */
export function inverse(y: number, p: number): number {
  let [previous, current] = [p, y];
  let [previousFactor, factor] = [0, 1];
  while (current > 1) {
    const quotient = Math.floor(previous / current);
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  if (current !== 1) throw new RangeError(`${y} has no inverse modulo ${p}`);
  return factor < 0 ? factor + p : factor;
}

/** True for prime numbers; trial division, meant for moduli of at most a few thousand. */
export function isPrime(value: number): boolean {
  if (!Number.isInteger(value) || value < 2) return false;
  for (let divisor = 2; divisor * divisor <= value; divisor++) {
    if (value % divisor === 0) return false;
  }
  return true;
}

function subtract(x: number, y: number, p: number): number {
  return (x - y + p) % p;
}

function divide(x: number, y: number, p: number): number {
  return (x * inverse(y, p)) % p;
}

function cube(x: number, p: number): number {
  return (((x * x) % p) * x) % p;
}
