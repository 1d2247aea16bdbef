/** Actions: the nodes of the graph, described by plain data, and the checks on a set of them. */
import type { Json } from "../store/canonical_json.ts";
import type { FileReference } from "../store/store.ts";

/** Where an input file comes from: another action, or a content that is in the store already. */
export type InputSource =
  | {
    readonly action: string;
    readonly file: string;
    /**
     * Of a chain: the file of its last link (default), or that of every link in order. With
     * `each`, the reader has one link for each link of the chain, which sees that one's file alone
     * and nothing of the reader's other links: one more checkpoint is one more to be measured.
     */
    readonly links?: "last" | "all" | "each";
  }
  /** The file of one link of a chain, the first being 0: where another run branches off. */
  | { readonly action: string; readonly file: string; readonly link: number }
  | { readonly content: FileReference };

/** One piece of work: a stage, its parameters and what it reads. */
export interface Action {
  /** Unique name for people and events, for instance `train/seed-0`; never part of a key. */
  readonly id: string;
  readonly stage: string;
  /** Of a stage whose code is in parts, that which this needs: others may change. */
  readonly part?: string;
  /** Name of the engine that computes it, where that can change the bytes of what comes out. */
  readonly engine?: string;
  readonly params: Json;
  readonly inputs: Readonly<Record<string, readonly InputSource[]>>;
  /**
   * Parameters of each link of a chain; `[null]` for work that is done in one go. Those of work
   * per file (`links: "each"`) are the same for every link, and stand here once.
   */
  readonly links: readonly Json[];
}

/** Ids of the actions that an action reads from, each once. */
export function dependenciesOf(action: Action): string[] {
  const sources = Object.values(action.inputs).flat();
  return [...new Set(sources.flatMap((source) => "action" in source ? [source.action] : []))];
}

/** Names of the inputs of which each link reads one file. */
export function eachInputs({ inputs }: Action): string[] {
  return Object.keys(inputs).filter((name) =>
    inputs[name]!.some((source) => "links" in source && source.links === "each")
  );
}

/**
 * The actions in an order in which each comes after those it reads from; otherwise the given
 * order is kept as far as possible.
 *
 * @throws {TypeError} for duplicate ids, unknown inputs, wrong numbers of links, and cycles.
 */
export function sortActions(actions: readonly Action[]): Action[] {
  const byId = indexActions(actions);
  const sorted = new Set<Action>();
  for (const start of actions) {
    const path = new Map<Action, Iterator<string>>();
    const stack: Action[] = [];
    const enter = (action: Action) => {
      path.set(action, dependenciesOf(action).values());
      stack.push(action);
    };
    if (!sorted.has(start)) enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { value: id, done } = path.get(top)!.next();
      if (done) {
        sorted.add(top);
        path.delete(top);
        stack.pop();
        continue;
      }
      const next = byId.get(id);
      if (next === undefined) throw unknownInput(top, id);
      if (path.has(next)) throw cycle(stack.map((action) => action.id), id);
      if (!sorted.has(next)) enter(next);
    }
  }
  return [...sorted];
}

function indexActions(actions: readonly Action[]): Map<string, Action> {
  const byId = new Map<string, Action>();
  for (const action of actions) {
    if (byId.has(action.id)) {
      throw new TypeError(`Two actions have the id "${action.id}": give each its own`);
    }
    if (action.links.length === 0) {
      throw new TypeError(`Action "${action.id}" has no links: give it at least [null]`);
    }
    for (const name of eachInputs(action)) {
      if (action.links.length === 1 && action.inputs[name]!.length === 1) continue;
      throw new TypeError(
        `Input "${name}" of action "${action.id}" gives each link a file: it must have one ` +
          "source, and the action parameters for one link",
      );
    }
    byId.set(action.id, action);
  }
  return byId;
}

function unknownInput(action: Action, id: string): TypeError {
  const names = Object.entries(action.inputs)
    .filter(([, sources]) => sources.some((source) => "action" in source && source.action === id))
    .map(([name]) => `"${name}"`);
  return new TypeError(
    `Action "${action.id}" reads ${names.join(", ")} from "${id}", which is not an action`,
  );
}

function cycle(path: readonly string[], id: string): TypeError {
  const around = [...path.slice(path.indexOf(id)), id].map((name) => `"${name}"`);
  return new TypeError(`Actions read from each other in a circle: ${around.join(" reads from ")}`);
}
