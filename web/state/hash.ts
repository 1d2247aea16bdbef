/** The view as the part of an address behind #, and back: what is as usual is left out. */

/** Everything that decides what a page shows, but for the moment under the pointer. */
export interface View {
  /** Empty for the list of experiments. */
  readonly experiment: string;
  /** The runs that are drawn, by id; none for those that the page chooses. */
  readonly runs: readonly string[];
  /** The moment: a step, or of each run its own, in their order; none for the end. */
  readonly steps: readonly number[];
  readonly x: "log" | "linear";
  /** How much curves are smoothed, from 0 for not at all to below 1. */
  readonly smooth: number;
  /** The part of the steps that is seen; null for all. */
  readonly zoom: readonly [number, number] | null;
  /** Conditions as in `status --where`, joined by &. */
  readonly where: string;
  /** A column, and - before it for the other way round; empty for the order of the experiment. */
  readonly sort: string;
  /** A field by which runs are put together; empty for none. */
  readonly group: string;
  /** Fields along the two axes of sweeps; empty for those that the page chooses. */
  readonly across: string;
  readonly up: string;
  /** A field of which each value has curves of its own; empty for none. */
  readonly facet: string;
  /** Names of two numbers of runs against each other; empty for those that the page chooses. */
  readonly scatterX: string;
  readonly scatterY: string;
  /** By which runs are classed; null for what the experiment says. */
  readonly thresholds: {
    readonly train: number;
    readonly validation: number;
    readonly delay: number;
  } | null;
  /** The pair of numbers that the network is asked. */
  readonly pair: readonly [a: number, b: number];
}

export const plainView: View = {
  experiment: "",
  runs: [],
  steps: [],
  x: "log",
  smooth: 0,
  zoom: null,
  where: "",
  sort: "",
  group: "",
  across: "",
  up: "",
  facet: "",
  scatterX: "",
  scatterY: "",
  thresholds: null,
  pair: [3, 5],
};

/** Such as `#experiment=quickstart&runs=a,b&step=100`; the same view always gives the same text. */
export function hashOf(view: View): string {
  const parts: string[] = [];
  const add = (name: string, value: string) => {
    if (value !== "") parts.push(`${name}=${value}`);
  };
  add("experiment", encode(view.experiment));
  add("runs", view.runs.map((run) => encode(run).replaceAll(",", "%2C")).join(","));
  add("step", view.steps.join(","));
  add("x", view.x === plainView.x ? "" : view.x);
  add("smooth", view.smooth === 0 ? "" : String(view.smooth));
  add("zoom", view.zoom?.map((step) => String(Number(step.toPrecision(6)))).join(",") ?? "");
  add("where", encode(view.where));
  add("sort", encode(view.sort));
  add("group", encode(view.group));
  add("across", encode(view.across));
  add("up", encode(view.up));
  add("facet", encode(view.facet));
  add("scatterX", encode(view.scatterX));
  add("scatterY", encode(view.scatterY));
  const { thresholds } = view;
  add(
    "thresholds",
    thresholds === null
      ? ""
      : [thresholds.train, thresholds.validation, thresholds.delay].join(","),
  );
  const pair = view.pair.join(",");
  add("pair", pair === plainView.pair.join(",") ? "" : pair);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

/** The view that a text says; what it does not say, or says wrongly, is as usual. */
export function viewOf(hash: string): View {
  const said = new Map(
    hash.replace(/^#/, "").split("&").map((part) => {
      const [name, ...rest] = part.split("=");
      return [name!, rest.join("=")];
    }),
  );
  const text = (name: string) => decode(said.get(name) ?? "");
  const list = (name: string) => (said.get(name) ?? "").split(",").filter((each) => each !== "");
  const numbers = (name: string) => {
    const found = list(name).map(Number);
    return found.every(Number.isFinite) ? found : [];
  };
  const zoom = numbers("zoom");
  const thresholds = numbers("thresholds");
  const [smooth = 0] = numbers("smooth");
  const pair = numbers("pair").filter((each) => Number.isInteger(each) && each >= 0);
  return {
    experiment: text("experiment"),
    runs: list("runs").map(decode),
    steps: numbers("step"),
    x: said.get("x") === "linear" ? "linear" : "log",
    smooth: smooth > 0 && smooth < 1 ? smooth : 0,
    zoom: zoom.length === 2 && zoom[0]! < zoom[1]! ? [zoom[0]!, zoom[1]!] : null,
    where: text("where"),
    sort: text("sort"),
    group: text("group"),
    across: text("across"),
    up: text("up"),
    facet: text("facet"),
    scatterX: text("scatterX"),
    scatterY: text("scatterY"),
    thresholds: thresholds.length === 3
      ? { train: thresholds[0]!, validation: thresholds[1]!, delay: thresholds[2]! }
      : null,
    pair: pair.length === 2 ? [pair[0]!, pair[1]!] : plainView.pair,
  };
}

/** What an address needs no % for stays readable. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /%(2F|3A|3E|3C|20)/g,
    (code) => code === "%20" ? "+" : decodeURIComponent(code),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return ""; // a % that begins no byte
  }
}
