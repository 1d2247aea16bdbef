/** One YAML document as nodes: of bounded size, with aliases and merge keys filled in. */
import { Composer, type Document, Lexer, LineCounter, Parser } from "yaml";
import { findForbidden, MAXIMUM_CONFIG_BYTES } from "./config_text.ts";
import { fillAliases } from "./yaml_aliases.ts";
import { YamlError } from "./yaml_error.ts";

export interface YamlDocument {
  /** Null where there are errors. */
  readonly document: Document | null;
  readonly errors: readonly YamlError[];
  readonly lines: LineCounter;
}

/** A list of 10,000 seeds has 30,000 of them: numbers, commas and spaces. */
const MAXIMUM_LEXEMES = 100_000;
/** Far deeper than any experiment, far less than the stack of the parser holds. */
const MAXIMUM_DEPTH = 100;

/**
 * Reads a text as YAML 1.2 with the merge keys of YAML 1.1. The time it takes grows with the
 * length of the text and no faster.
 */
export function parseYaml(text: string): YamlDocument {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const composer = new Composer({
    prettyErrors: false,
    schema: "core", // a %YAML directive in the text shall not change what its values mean
    resolveKnownTags: false,
    uniqueKeys: false, // that check is quadratic; aliases are filled in with one that is not
  });
  let document: Document | null = null;
  const errors: YamlError[] = [];
  try {
    for (const each of composer.compose(readTokens(text, lines), true, text.length)) {
      if (document !== null) {
        errors.push(new YamlError(each.range[0], "begins a second document; keep one of the two"));
        break;
      }
      document = each;
      const found = [...each.errors, ...each.warnings];
      errors.push(...found.map(({ pos, message }) => new YamlError(pos[0], message)));
    }
    if (errors.length === 0) errors.push(...fillAliases(document!));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    errors.push(error);
  }
  return { document: errors.length > 0 ? null : document, errors, lines };
}

function* readTokens(text: string, lines: LineCounter) {
  if (text.length > MAXIMUM_CONFIG_BYTES) {
    throw new YamlError(0, `has ${text.length} letters, more than ${MAXIMUM_CONFIG_BYTES}`);
  }
  const forbidden = findForbidden(text);
  if (forbidden !== undefined) {
    for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
    throw new YamlError(forbidden.offset, forbidden.message);
  }
  const parser = new Parser(lines.addNewLine);
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    lexemes += 1;
    if (lexemes > MAXIMUM_LEXEMES) {
      const message = `is longer than an experiment can be: over ${MAXIMUM_LEXEMES} values, keys ` +
        "and marks; list fewer values";
      throw new YamlError(parser.offset, message);
    }
    if (parser.stack.length > MAXIMUM_DEPTH) {
      throw new YamlError(parser.offset, `is nested deeper than ${MAXIMUM_DEPTH} levels`);
    }
  }
  yield* parser.end();
}
