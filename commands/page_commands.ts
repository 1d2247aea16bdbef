/** The commands that show results in a browser: on this machine, in a mail, on a web server. */
import type { Command } from "@commander-js/extra-typings";
import { artifacts, device, engine, portNumber, positiveInteger, preset, set } from "./options.ts";

export function addPageCommands(program: Command): void {
  program.command("dashboard")
    .description(
      "look at experiments in a browser while they train: curves, pictures of networks, verdicts",
    )
    .argument(
      "[config...]",
      "experiments, or folders of them; what was run and all in configs/ if left out",
    )
    .option(
      "--port <number>",
      "where it listens on this machine; 0 for any free port",
      portNumber,
      8059,
    )
    .option(...set)
    .option(...preset)
    .addOption(engine)
    .addOption(device)
    .option(...artifacts)
    .addHelpText(
      "after",
      `
It prints an address to open in a browser of this machine, and serves it until Ctrl-C. It reads
results and logs and changes nothing, so it may run beside any training, and shows it live.

In the page: move over a learning curve to go through time, click to stay; drag to zoom, double
click to zoom out; Space plays, the arrow keys go from checkpoint to checkpoint (with Shift ten at
a time), Home and End to the first and last, j and k to the next and previous run, ? lists all
keys. The address of the page holds the whole view: keep it, or send it to who has the results.

Examples:
  ./regrok dashboard                              everything that was run
  ./regrok dashboard configs/quickstart.yaml      one experiment
  ./regrok dashboard configs/pku --preset small   a folder, at its small size
  ./regrok dashboard --port 0                     wherever a port is free`,
    )
    .action(async (configs, options) => {
      const { dashboardCommand } = await import("./dashboard.ts");
      Deno.exitCode = await dashboardCommand(configs, options);
    });

  program.command("report")
    .description(
      "write one HTML file about an experiment that was run: verdicts, figures, pictures",
    )
    .argument("<config>", "the experiment, as in configs/quickstart.yaml")
    .option("-o, --output <file>", "the file; artifacts/reports/<experiment>.html if left out")
    .option(...set)
    .option(...preset)
    .addOption(engine)
    .addOption(device)
    .option(...artifacts)
    .addHelpText(
      "after",
      `
The file needs no network and nothing beside it, stays below 5 MB, and is read without a click; what
is below the tables and figures can be moved through as in the dashboard. Nothing is trained.

Examples:
  ./regrok report configs/quickstart.yaml
  ./regrok report configs/pku/figure1.yaml --preset small -o figure1.html`,
    )
    .action(async (config, options) => {
      const { reportCommand } = await import("./report.ts");
      Deno.exitCode = await reportCommand(config, options);
    });

  program.command("site")
    .description("write what was run as a site of static pages, for any web server")
    .argument("[config...]", "experiments, or folders of them; all that was run if left out")
    .requiredOption("--to <folder>", "the folder to write; a site that is there is replaced")
    .option("--frames <number>", "checkpoints of a run that have pictures", positiveInteger, 24)
    .option("--no-live", "without the page that trains in the browser (4 MB)")
    .option(...preset)
    .addOption(engine)
    .addOption(device)
    .option(...artifacts)
    .addHelpText(
      "after",
      `
The pages are those of the dashboard, with relative addresses only, so that the folder can be put
anywhere: .github/workflows/pages.yml puts it on GitHub's pages. Beside them are a report of each
experiment, its figures, environment.json, CITATION.cff and an RO-Crate that names every action.

Examples:
  ./regrok site --to public                          everything that was run
  ./regrok site configs/quickstart.yaml --to public  one experiment
  python3 -m http.server -d public                   to look at it`,
    )
    .action(async (configs, options) => {
      const { siteCommand } = await import("./site.ts");
      Deno.exitCode = await siteCommand(configs, options);
    });
}
