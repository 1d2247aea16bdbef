import assert from "node:assert/strict";
import { CsvError, parseCsv } from "../../formats/csv.ts";

Deno.test("parseCsv() gives cells by the header, quoted ones without their quotes", () => {
  const text = '\ufeffa,"b, c",d\r\n1,"say ""so""",\r\n\r\n"two\nlines",,3\n';
  assert.deepEqual(parseCsv(text), {
    header: ["a", "b, c", "d"],
    rows: [
      { line: 2, cells: ["1", 'say "so"', ""] },
      { line: 4, cells: ["two\nlines", "", "3"] },
    ],
  });
  assert.deepEqual(parseCsv("a,b\n1,").rows, [{ line: 2, cells: ["1", ""] }]);
});

Deno.test("parseCsv() says on which line a table is broken", () => {
  const refuse = (text: string) => {
    try {
      parseCsv(text);
    } catch (error) {
      assert.ok(error instanceof CsvError);
      return `${error.line}: ${error.message}`;
    }
    assert.fail("the table was accepted");
  };
  assert.equal(refuse(""), "1: has no header line");
  assert.equal(refuse("a,b,a\n"), '1: has two columns named "a"');
  assert.match(refuse("a,b\n1,2\n3"), /^3: has 1 cells under a header of 2; .* cut short$/);
  assert.equal(refuse('a\n1\n"b'), "3: has a quote that is not closed");
  assert.equal(refuse('a\n"b"c\n'), "2: has letters behind a closing quote");
});
