/** `dashboard`: pages about experiments, served to this machine alone; it reads, and changes nothing. */
import { Catalogue } from "../web_data/catalogue.ts";
import { Live } from "../web_data/live.ts";
import { LiveFiles } from "../web_data/live_files.ts";
import { LiveOffers } from "../web_data/live_offers.ts";
import { bundlePage } from "../web_data/page.ts";
import { answer } from "../web_data/server.ts";
import { print, tell } from "../terminal/output.ts";
import { formatCount } from "../terminal/format.ts";
import { openWorkspace, type WorkspaceOptions } from "./artifacts.ts";
import { exitCodes, UsageError } from "./exit.ts";
import { configsFolder, defaultArtifacts } from "./project.ts";

export interface DashboardCommand extends WorkspaceOptions {
  readonly port: number;
  readonly set: readonly string[];
  readonly preset?: string | undefined;
}

export async function dashboardCommand(
  configs: readonly string[],
  options: DashboardCommand,
): Promise<number> {
  const { set, preset, port } = options;
  if (configs.length === 0 && (set.length > 0 || preset !== undefined)) {
    throw new UsageError("--set and --preset are for an experiment: name it before them");
  }
  const workspace = openWorkspace(options);
  const catalogue = new Catalogue(workspace, {
    ...{ configs, set, preset },
    artifacts: options.artifacts === defaultArtifacts() ? null : options.artifacts,
  });
  const live = new Live(workspace.store.folder, () => Date.now(), refreshing(catalogue));
  await catalogue.open(() => live.tell({ type: "index" }));
  const names = catalogue.names();
  if (names.length === 0) {
    throw new UsageError(
      `There is nothing to show: no experiments in ${configsFolder()}/, and none was run; ` +
        "`new <name>` begins one",
    );
  }
  const page = await bundlePage();
  const liveFiles = new LiveFiles();
  const liveOffers = new LiveOffers(catalogue);
  const abort = new AbortController();
  const server = listen(
    port,
    abort.signal,
    (request, port) => answer(request, port, { catalogue, live, page, liveFiles, liveOffers }),
  );
  const close = () => {
    live.close();
    abort.abort();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  signals.forEach((signal) => Deno.addSignalListener(signal, close));
  print(`http://127.0.0.1:${server.addr.port}/`);
  tell(
    `${
      formatCount(names.length, "experiment")
    }, read from ${workspace.store.folder}; Ctrl-C ends this`,
  );
  await server.finished;
  signals.forEach((signal) => Deno.removeSignalListener(signal, close));
  return exitCodes.done;
}

/** Times as long as a look at an experiment takes, and at least so many milliseconds. */
const REST = 4;
const LEAST_REST_MS = 500;

/**
 * Looks again at experiments of which something was done, one after the other and with rests, so that
 * those who train are not held up.
 */
function refreshing(catalogue: Catalogue): (experiment: string) => void {
  const waiting = new Set<string>();
  let busy = false;
  const work = async () => {
    busy = true;
    for (const name of waiting) { // those that are added in the meantime, too
      waiting.delete(name);
      const began = performance.now();
      await catalogue.refresh(name);
      const rest = LEAST_REST_MS + REST * (performance.now() - began);
      await new Promise<void>((resolve) => Deno.unrefTimer(setTimeout(resolve, rest)));
    }
    busy = false;
  };
  return (experiment) => {
    waiting.add(experiment);
    if (!busy) work();
  };
}

/** @throws {UsageError} when somebody else has the port. */
function listen(
  port: number,
  signal: AbortSignal,
  handler: (request: Request, port: number) => Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    const server: Deno.HttpServer<Deno.NetAddr> = Deno.serve(
      { hostname: "127.0.0.1", port, signal, onListen: () => {} },
      (request) => handler(request, server.addr.port),
    );
    return server;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new UsageError(
      `Port ${port} is taken, perhaps by another dashboard: name another with --port, or 0 for any`,
    );
  }
}
