import assert from "node:assert/strict";
import { paths } from "../../web/protocol.ts";
import { routeOf } from "../../web_data/routes.ts";

Deno.test("routeOf() knows every path that pages ask for, whatever names are in it", () => {
  const [experiment, run] = ["a b%2F", "origin-published_50 %"];
  assert.deepEqual(
    [
      paths.index,
      paths.experiment(experiment),
      paths.curves(experiment),
      paths.history(experiment, run),
      paths.frame(experiment, run, 1000),
      paths.events,
    ].map((path) => routeOf(new URL(path, "http://127.0.0.1/").pathname)),
    [
      { kind: "index" },
      { kind: "experiment", experiment },
      { kind: "curves", experiment },
      { kind: "history", experiment, run },
      { kind: "frame", experiment, run, step: 1000 },
      { kind: "events" },
    ],
  );
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
