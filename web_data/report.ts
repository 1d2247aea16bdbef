/**
 * A report: one experiment as one HTML file that needs no network. What was claimed and what came
 * out is read without a click; below it stands the page of the dashboard, with what it reads inside.
 */
import { gzipSync } from "node:zlib";
import { delayOf } from "../measures/outcome_class.ts";
import { paths, type RunData } from "../web/protocol.ts";
import type { Catalogue } from "./catalogue.ts";
import { environmentOf } from "./environment.ts";
import { type Exhibit, figureFiles, frameFile, historyFiles, indexOf } from "./exhibit.ts";
import { escape, policyOf } from "./html.ts";
import { bundlePage } from "./page.ts";
import { claimTable, keyTable, runTable, settingTable } from "./report_tables.ts";
import { thinSteps, withCheckpoints } from "./thinned.ts";

/** What a mail can carry. */
export const LARGEST_REPORT = 5_000_000;

/** What is kept free for pictures' neighbours: base64 makes three bytes four. */
const PICTURES_UNTIL = 0.9 * LARGEST_REPORT;

/** Checkpoints of one run that have pictures, at most; runs beyond the first few seldom have room. */
const FRAMES = 24;
const RUNS_WITH_PICTURES = 4;

const STYLE = `
.report{max-width:1180px;margin:0 auto;padding:18px 16px;display:grid;gap:14px}
.report h1{font-size:22px}.report h2{font-size:15px;margin-top:8px}
.report table{border-collapse:collapse;width:100%}
.report th{text-align:left;font-weight:600;padding:4px 12px 4px 0;vertical-align:top}
.report td{padding:4px 12px 4px 0;vertical-align:top;overflow-wrap:break-word}
.report b{white-space:nowrap}
.report tr+tr{border-top:1px solid var(--line)}
.report .holds{color:var(--good)}.report .fails{color:var(--bad)}.report .undecided{color:var(--open)}
.figures{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(min(100%,480px),1fr))}
.figures img{width:100%;background:#fff;border-radius:8px}
.scroll{overflow-x:auto}
@media(max-width:640px){
.report>table thead{display:none}.report>table td{display:block;padding:2px 0}
.report>table td:first-child{font-weight:600}.report>table td:empty{display:none}
.report>table td+td::before{content:attr(data-title) " ";color:var(--quiet)}}
@media print{#page{display:none}}`;

/** The text of the file; fewer pictures where it would become too large for a mail. */
export async function writeReport(catalogue: Catalogue, exhibit: Exhibit): Promise<string> {
  const page = await bundlePage();
  const style = page.style + STYLE;
  const script = page.script.replaceAll("</script", "<\\/script");
  const still = await stillPart(exhibit);
  const carried = [...historyFiles(exhibit)].map(([path, text]) => carry(path, text));
  const index = carry(paths.index, JSON.stringify(indexOf(catalogue, [exhibit])));
  const used = [style, script, still, index, ...carried]
    .reduce((sum, { length }) => sum + length, 0);
  const { files, drawn } = await pictures(exhibit, PICTURES_UNTIL - used);
  const data = withCheckpoints(exhibit.data, ({ id }) => drawn.get(id) ?? []);
  const inside = [
    index,
    carry(paths.experiment(exhibit.name), JSON.stringify(data)),
    ...carried,
    ...files,
  ];
  const { title } = exhibit.data;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${policyOf(script, style)}
<meta name="regrok" content="report" data-experiment="${escape(exhibit.name)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${still}
<div id="page"></div>
${inside.join("\n")}
<script type="module">${script}</script>
</body>
</html>
`;
}

function carry(path: string, content: string | Uint8Array): string {
  const packed = Buffer.from(gzipSync(content, { level: 9 })).toString("base64");
  return `<script type="application/gzip" id="file:${escape(path)}">${packed}</script>`;
}

/** As many as there is room for, of the runs that tell most. */
async function pictures(exhibit: Exhibit, room: number) {
  const files: string[] = [];
  const drawn = new Map<string, number[]>();
  let left = room;
  for (const run of mostTelling(exhibit.data.runs).slice(0, RUNS_WITH_PICTURES)) {
    const own: string[] = [];
    const steps: number[] = [];
    for (const step of thinSteps(run.checkpoints, FRAMES)) {
      const file = await frameFile(exhibit, run, step);
      if (file === null) continue;
      own.push(carry(...file));
      steps.push(step);
    }
    const size = own.reduce((sum, { length }) => sum + length, 0);
    if (size > left) break;
    left -= size;
    files.push(...own);
    drawn.set(run.id, steps);
  }
  return { files, drawn };
}

/** Those that memorised early and understood late first, as the page itself chooses. */
function mostTelling(runs: readonly RunData[]): RunData[] {
  return runs.toSorted((a, b) => (delayOf(b) ?? -1) - (delayOf(a) ?? -1));
}

/** What is read without a click, and without a script. */
async function stillPart(exhibit: Exhibit): Promise<string> {
  const { data, snapshot } = exhibit;
  const figures: string[] = [];
  for await (const [name, bytes] of figureFiles(exhibit)) {
    if (!name.endsWith(".svg")) continue;
    const address = `data:image/svg+xml;base64,${Buffer.from(bytes).toString("base64")}`;
    const words = name.replace(".svg", "").replaceAll("-", " ");
    figures.push(`<figure><img src="${address}" alt="${escape(words)}"></figure>`);
  }
  const command = ["./regrok run", data.file, ...data.preset ? ["--preset", data.preset] : []];
  const { packages, engines, ...environment } = environmentOf([snapshot]);
  const parts = [
    `<h1>${escape(data.title)}</h1>`,
    data.description === null ? "" : `<p>${escape(data.description)}</p>`,
    data.source === null ? "" : `<p class="quiet">${escape(data.source)}</p>`,
    `<p><code>${escape(command.join(" "))}</code></p>`,
    data.claims.length === 0 ? "" : `<h2>Claims</h2>${claimTable(data.claims)}`,
    figures.length === 0 ? "" : `<h2>Figures</h2><div class="figures">${figures.join("")}</div>`,
    `<h2>Runs</h2><div class="scroll">${runTable(data.runs)}</div>`,
    `<h2>Settings</h2><div class="scroll">${settingTable(data.common)}</div>`,
    `<h2>Environment</h2>${
      settingTable({ ...environment, engines: engines.join(", "), ...packages })
    }`,
    `<h2>Keys</h2><div class="scroll">${keyTable(snapshot.plans)}</div>`,
  ];
  return `<main class="report">${parts.join("\n")}</main>`;
}
