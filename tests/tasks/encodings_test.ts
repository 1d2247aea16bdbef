/** Vocabularies and token orders, against the published codes. */
import assert from "node:assert/strict";
import {
  checkEncoding,
  encodingNames,
  type Equation,
  findEncoding,
  type Symbols,
} from "../../tasks/encodings.ts";
import { writeEquations } from "../../tasks/equations.ts";
import { numbersBelow, openaiVocabulary } from "../../tasks/openai_vocabulary.ts";
import { findOperation, operationNames } from "../../tasks/operations.ts";

const symbolsOf = (modulus: number, ...operators: string[]): Symbols => ({
  values: numbersBelow(modulus),
  operators,
  modulus,
});

Deno.test("the openai vocabulary has the published sizes", () => {
  const sizes = [97, 31, 47, 151, 199, 23].map((p) => openaiVocabulary(p).length);
  assert.deepEqual(sizes, [239, 173, 189, 293, 341, 165]);
  assert.equal(findEncoding("operands").vocabulary(symbolsOf(31)).length, 173);
});

Deno.test("the openai vocabulary is in the order of its tokenizer", () => {
  const vocabulary = openaiVocabulary(97);
  assert.deepEqual(vocabulary.slice(0, 22), [
    "<|eos|>",
    "=",
    "(x._value//y)if(y._value%2==1)else(x-y)_mod_97",
    "*",
    "**2+",
    "**3+",
    "+",
    "+*",
    "+-",
    "-",
    "/",
    "copy",
    "reverse",
    "s5",
    "s5aba",
    "s5conj",
    "sort",
    "x**2+y**2+x*y+x_mod_97",
    "x**2+y**2+x*y_mod_97",
    "x**2+y**2_mod_97",
    "x**3+x*y**2+y_mod_97",
    "x**3+x*y_mod_97",
  ]);
  assert.equal(vocabulary[22], "0");
  assert.equal(vocabulary[22 + 97], "01234");
  assert.equal(vocabulary[22 + 98], "01243");
  assert.equal(vocabulary.at(-1), "43210");
});

Deno.test("no vocabulary names a token twice, and all answers are among its first tokens", () => {
  for (const name of encodingNames) {
    const symbols = symbolsOf(97, "/", "+");
    const { vocabulary, classes, targets } = findEncoding(name);
    const tokens = vocabulary(symbols);
    assert.equal(new Set(tokens).size, tokens.length, name);
    const answers = targets({ operator: "+", operands: ["3", "5"], results: ["96"] });
    for (const answer of answers) {
      assert.ok(tokens.slice(0, classes(symbols)).includes(answer), name);
    }
  }
});

Deno.test("equations put '=' at p and the operators behind it", () => {
  const vocabulary = findEncoding("equation").vocabulary(symbolsOf(97, "-", "+"));
  assert.deepEqual(vocabulary.slice(96), ["96", "=", "-", "+"]);
});

Deno.test("each operation of the multitask code has its own '=', behind the operator of all", () => {
  const vocabulary = findEncoding("ownEquals").vocabulary(symbolsOf(97, "-", "+"));
  assert.deepEqual(vocabulary.slice(96), ["96", "op", "=-", "=+"]);
});

Deno.test("'=' is a token and no answer where it only asks for one", () => {
  const { vocabulary, classes } = findEncoding("equals");
  assert.equal(vocabulary(symbolsOf(113)).indexOf("="), 113);
  assert.equal(classes(symbolsOf(113)), 113);
});

Deno.test("a sentence has a token for the operators of openai/grok, and the others are refused", () => {
  for (const operation of operationNames) {
    const { token, inOpenaiVocabulary } = findOperation(operation);
    const symbols = symbolsOf(97, token(97));
    assert.equal(openaiVocabulary(97).includes(token(97)), inOpenaiVocabulary, operation);
    const problems = [...checkEncoding("sentence", symbols, ["task.operation"])];
    assert.equal(problems.length, inOpenaiVocabulary ? 0 : 1, operation);
    assert.deepEqual([...checkEncoding("operands", symbols, [])], []);
    assert.deepEqual([...checkEncoding("equation", symbols, [])], []);
  }
});

Deno.test("values that openai/grok has no tokens for are refused by name", () => {
  const symbols = { values: ["012", "021"], operators: ["s3"], modulus: 97 };
  const [problem] = [...checkEncoding("operands", symbols, ["task.letters"])];
  assert.match(problem!.message, /has none for 012; use equation, equals or residues/);
  assert.deepEqual(problem!.fields, ["task.encoding", "task.letters"]);
});

const written = (equation: Equation) =>
  encodingNames.map((name) => {
    const { tokens, targets } = findEncoding(name);
    return [name, tokens(equation).join(" "), targets(equation).join(" ")];
  });

Deno.test("each encoding writes a row as its source does", () => {
  assert.deepEqual(written({ operator: "+", operands: ["3", "5"], results: ["8"] }), [
    ["residues", "3 5", "8"],
    ["operands", "3 5", "8"],
    ["equation", "3 + 5 =", "8"],
    ["sentence", "<|eos|> 3 + 5 = 8", "8 <|eos|>"],
    ["equals", "3 5 =", "8"],
    ["answerableEquals", "3 5 =", "8"],
    ["ownEquals", "3 op 5 =+", "8"],
  ]);
});

Deno.test("encodings with several answers leave room for each, and may name the operator first", () => {
  const sort = { operator: "sort", isPrefix: true, operands: ["3", "1"], results: ["1", "3"] };
  const several = written(sort).filter(([name]) =>
    findEncoding(name as typeof encodingNames[number]).severalAnswers
  );
  assert.deepEqual(several, [
    ["sentence", "<|eos|> sort 3 1 = 1 3", "1 3 <|eos|>"],
    ["equals", "3 1 = =", "1 3"],
    ["answerableEquals", "3 1 = =", "1 3"],
  ]);
});

Deno.test("a row that is shorter than others has its padding in front", () => {
  const rows = [["3", "1", "2"], ["2", "0"]];
  const equation = (row: number) => ({ operator: "+", operands: rows[row]!, results: ["1"] });
  const table = writeEquations("operands", symbolsOf(5, "+"), equation(0), 2, equation);
  const words = [...table.inputs].map((token) => table.vocabulary[token]);
  assert.deepEqual(words, ["3", "1", "2", "<|eos|>", "2", "0"]);
});
