/** Aliases (`*base`) and merge keys (`<<: *base`) replaced by what they stand for. */
import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
} from "yaml";
import { describeBadValue } from "./config_text.ts";
import { YamlError } from "./yaml_error.ts";

/** Nodes of one document once its aliases are filled in: a few aliases of aliases make billions. */
const MAXIMUM_NODES = 100_000;

/**
 * Fills in a document in place. Copies keep the place where their original is written, so that an
 * error in a value points at the line that has it. Keys become texts, -0 becomes 0.
 *
 * @returns what is wrong: keys given twice, aliases without an anchor, values that no file can have
 * @throws {YamlError} when the document grows beyond all use
 */
export function fillAliases(document: Document): YamlError[] {
  const errors: YamlError[] = [];
  const anchors = new Map<string, Node>();
  /** Collections around the node that is looked at: an alias to one of them would never end. */
  const open = new Set<Node>();
  let nodes = 0;

  function refuse(node: Node, message: string): void {
    errors.push(new YamlError(node.range?.[0] ?? 0, message));
  }

  function count(added: number, at: Node): void {
    nodes += added;
    if (nodes <= MAXIMUM_NODES) return;
    const message = `has more than ${MAXIMUM_NODES} values once aliases are filled in`;
    throw new YamlError(at.range?.[0] ?? 0, message);
  }

  function fill(node: Node): Node {
    if (isAlias(node)) return copyTarget(node);
    count(1, node);
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node)) fillScalar(node);
    open.add(node);
    if (isSeq(node)) node.items = node.items.map((item) => isNode(item) ? fill(item) : item);
    if (isMap(node)) node.items = fillMap(node);
    open.delete(node);
    return node;
  }

  function fillScalar(scalar: Scalar): void {
    if (scalar.value === 0) scalar.value = 0; // also of -0, which no setting means
    const wrong = typeof scalar.value === "string" ? describeBadValue(scalar.value) : undefined;
    if (wrong !== undefined) refuse(scalar, wrong);
  }

  function copyTarget(alias: Alias): Node {
    const target = anchors.get(alias.source);
    if (target === undefined || open.has(target)) {
      refuse(
        alias,
        target === undefined
          ? `*${alias.source} has no anchor &${alias.source} before it`
          : `*${alias.source} stands inside of what it names`,
      );
      return new Scalar(null);
    }
    count(countNodes(target), alias);
    return target.clone() as Node;
  }

  function fillMap(map: YAMLMap): Pair[] {
    const own = new Map<Pair, string>();
    const names = new Set<string>();
    for (const pair of map.items) {
      const key = fillKey(pair.key);
      if (key === undefined) continue;
      pair.key = key;
      const name = String(key.value);
      if (names.has(name)) refuse(key, describeTwice(name));
      names.add(name);
      own.set(pair, name);
    }
    const items: Pair[] = [];
    for (const pair of own.keys()) {
      const value = isNode(pair.value) ? fill(pair.value) : pair.value;
      if (isMergeKey(pair.key)) {
        for (const merged of listMerged(pair.key, value)) {
          const name = String((merged.key as Scalar).value);
          if (names.has(name)) continue;
          names.add(name);
          items.push(merged);
        }
      } else {
        pair.value = value;
        items.push(pair);
      }
    }
    return items;
  }

  function fillKey(node: unknown): Scalar | undefined {
    const key = isNode(node) ? fill(node) : undefined;
    if (!isScalar(key) || key.value === null) {
      if (isNode(node)) refuse(node, "a key must be a text");
      return undefined;
    }
    key.value = String(key.value);
    if (key.value === "__proto__") refuse(key, "__proto__ is no possible key");
    return key;
  }

  /** Of several sections the first one that has a key gives its value. */
  function listMerged(key: Scalar, value: unknown): Pair[] {
    const sections = isSeq(value) ? value.items : [value];
    if (sections.every((section) => isMap(section))) return sections.flatMap(({ items }) => items);
    refuse(key, "takes a section or a list of sections, as in <<: *base or <<: [*first, *second]");
    return [];
  }

  const { contents } = document;
  if (isNode(contents)) document.contents = fill(contents);
  return errors;
}

/** A quoted "<<" is a key like any other, and an unknown one. */
function isMergeKey(key: unknown): key is Scalar {
  return isScalar(key) && key.value === "<<" && key.type === Scalar.PLAIN;
}

function describeTwice(name: string): string {
  return name === "<<"
    ? "<< is given twice; give it a list, as in <<: [*first, *second]"
    : `${name} is given twice; keep one of the two`;
}

function countNodes(node: unknown): number {
  if (isPair(node)) return countNodes(node.key) + countNodes(node.value);
  if (!isCollection(node)) return 1;
  return node.items.reduce<number>((total, item) => total + countNodes(item), 1);
}
