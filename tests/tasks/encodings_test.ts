/** Vocabularies and token orders, against the published codes. */
import assert from "node:assert/strict";
import { encodingNames, findEncoding, operatorToken } from "../../tasks/encodings.ts";
import { findOperation, operationNames } from "../../tasks/operations.ts";

Deno.test("the openai vocabulary has the published sizes", () => {
  const sizes = [97, 31, 47, 151, 199, 23].map((p) =>
    findEncoding("operands").vocabulary("x+y", p).length
  );
  assert.deepEqual(sizes, [239, 173, 189, 293, 341, 165]);
});

Deno.test("the openai vocabulary is in the order of its tokenizer", () => {
  const vocabulary = findEncoding("sentence").vocabulary("x+y", 97);
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

Deno.test("no vocabulary names a token twice", () => {
  for (const name of encodingNames) {
    const vocabulary = findEncoding(name).vocabulary("x/y", 97);
    assert.equal(new Set(vocabulary).size, vocabulary.length, name);
  }
});

Deno.test("equations put '=' at p and the operator at p+1", () => {
  const vocabulary = findEncoding("equation").vocabulary("x-y", 97);
  assert.equal(vocabulary.length, 99);
  assert.deepEqual(vocabulary.slice(96), ["96", "=", "-"]);
});

Deno.test("every operation has the operator that its equations write in their vocabulary", () => {
  for (const operation of operationNames) {
    const token = operatorToken(operation, 97);
    assert.ok(findEncoding("equation").vocabulary(operation, 97).includes(token));
    const known = findEncoding("sentence").vocabulary(operation, 97).includes(token);
    assert.equal(known, findOperation(operation).inOpenaiVocabulary, operation);
  }
});

Deno.test("each encoding writes a row as its source does", () => {
  const written = encodingNames.map((name) => {
    const { tokens, targets } = findEncoding(name);
    return [name, tokens("+", ["3", "5"], "8").join(" "), targets("8").join(" ")];
  });
  assert.deepEqual(written, [
    ["residues", "3 5", "8"],
    ["operands", "3 5", "8"],
    ["equation", "3 + 5 =", "8"],
    ["sentence", "<|eos|> 3 + 5 = 8", "8 <|eos|>"],
  ]);
});
