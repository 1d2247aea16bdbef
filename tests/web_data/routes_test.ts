import assert from "node:assert/strict";
import { paths } from "../../web/protocol.ts";
import { type LiveFileName, liveFileNames } from "../../web_data/live_files.ts";
import { routeOf } from "../../web_data/routes.ts";

Deno.test("routeOf() knows every path that pages ask for, whatever names are in it", () => {
  const [experiment, run] = ["a b%2F", "origin-published_50 %"];
  assert.deepEqual(
    [
      paths.index,
      paths.live,
      paths.experiment(experiment),
      paths.curves(experiment),
      paths.history(experiment, run),
      paths.frame(experiment, run, 1000),
      paths.events,
    ].map((path) => routeOf(new URL(path, "http://127.0.0.1/").pathname)),
    [
      { kind: "index" },
      { kind: "live" },
      { kind: "experiment", experiment },
      { kind: "curves", experiment },
      { kind: "history", experiment, run },
      { kind: "frame", experiment, run, step: 1000 },
      { kind: "events" },
    ],
  );
});

Deno.test("the page that trains is known with and without its ending, and so are its files", () => {
  const live = (name: LiveFileName) => ({ kind: "live file", name });
  assert.deepEqual(routeOf("/live"), live("live.html"));
  for (const name of liveFileNames) assert.deepEqual(routeOf(`/${name}`), live(name));
});

Deno.test("routeOf() gives nothing for any other path", () => {
  const wrong = [
    "/data",
    "/data/",
    "/data/x",
    "/data//experiment.json",
    "/data/x/y.json",
    "/data/x/run/history.json/more",
    "/data/x/run/frames/-1.bin",
    "/data/x/run/frames/01.bin",
    "/data/x/run/frames/1e3.bin",
    "/data/x/run/frames/1.bin/2",
    "/data/%/experiment.json",
    "/../deno.json",
    "/page.js/",
    "/main.tsx",
    "/constructor",
    "",
  ];
  for (const path of wrong) assert.equal(routeOf(path), null, path);
});
