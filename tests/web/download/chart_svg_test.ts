import assert from "node:assert/strict";
import type { ChartSpec } from "../../../web/curves/chart_spec.ts";
import { chartCsv } from "../../../web/download/chart_csv.ts";
import { chartSvg, type SvgLook } from "../../../web/download/chart_svg.ts";

const spec: ChartSpec = {
  id: "loss",
  title: "Loss <of> a & b",
  unit: "over steps",
  y: "log",
  marks: [{ step: 10, label: "T99", colour: "blue" }],
  phases: [],
  command: "./regrok run x.yaml",
  lines: [
    { label: "train", colour: "#00f", steps: [0, 1, 100], values: [1, null, 0.01] },
    {
      label: "a, b",
      colour: "#f00",
      dashed: true,
      steps: [0, 100],
      values: [0.5, 0.5],
      band: { low: [0, 0.1], high: [1, 1] },
    },
  ],
};
const look: SvgLook = {
  x: "log",
  zoom: null,
  paper: "#fff",
  ink: { text: "#000", quiet: "#777", grid: "#eee" },
};

Deno.test("chartSvg() draws every line and band, and leaves out what has no place", () => {
  const svg = chartSvg(spec, look);
  assert.match(svg, /Loss &lt;of&gt; a &amp; b/);
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
  assert.match(svg, /<path d="M64 34L590 320" stroke="#00f"/, "from corner to corner");
  assert.match(svg, /stroke="#f00" stroke-width="1.5" stroke-dasharray/);
  assert.match(svg, /fill-opacity="0.18"/);
});

Deno.test("chartSvg() shows the part that is zoomed to, by the scale that is chosen", () => {
  const svg = chartSvg(spec, { ...look, x: "linear", zoom: [50, 100] });
  assert.match(svg, />60<\/text>/);
  assert.doesNotMatch(svg, />10<\/text>/);
});

Deno.test("chartCsv() has a row for each step, ranges included, and quotes what needs it", () => {
  assert.equal(
    chartCsv(spec),
    'step,train,"a, b","a, b lowest","a, b highest"\r\n' +
      "0,1,0.5,0,1\r\n1,,,,\r\n100,0.01,0.5,0.1,1\r\n",
  );
});
