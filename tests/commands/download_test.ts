/** `download`: addresses on this machine that give, break off, lie and stall, and a folder instead. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { downloadCommand } from "../../commands/download.ts";
import { UsageError } from "../../commands/exit.ts";
import { FetchError, fetchFile } from "../../commands/fetch_file.ts";
import { type PublishedData, publishedData } from "../../commands/published_data.ts";
import { contentHash } from "../../store/content_hash.ts";
import { inFolder, root } from "./cli.ts";

const bytes = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7) % 251);
const file = { name: "some.gz", bytes: bytes.length, hash: contentHash(bytes) };

type Answer = (range: string | null) => Response;

const whole: Answer = () => new Response(bytes);
const ranged: Answer = (range) => {
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
  const headers = { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
  return range === null
    ? new Response(bytes)
    : new Response(bytes.subarray(from), { status: 206, headers });
};
const missing: Answer = () => new Response("no", { status: 404, statusText: "Not Found" });
/** The first `count` bytes, then nothing more: the end, or waiting without an end. */
const begun = (count: number, ends: boolean): Answer => () =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.subarray(0, count));
        if (ends) controller.close();
      },
    }),
  );

interface Asked {
  readonly addresses: string[];
  /** The ranges that were asked for, by the number of the address. */
  readonly calls: (readonly [address: number, range: string | null])[];
}

/** Addresses of one server on this machine, each of which answers in its own way. */
async function serving(answers: readonly Answer[], test: (asked: Asked) => Promise<void>) {
  const calls: Asked["calls"] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const [, address, name] = new URL(request.url).pathname.split("/");
    if (name !== file.name) return missing(null);
    const range = request.headers.get("range");
    calls.push([Number(address), range]);
    return answers[Number(address)]!(range);
  });
  const addresses = answers.map((_, index) => `http://127.0.0.1:${server.addr.port}/${index}/`);
  try {
    await test({ addresses, calls });
  } finally {
    await server.shutdown();
  }
}

/** Fetches into a folder in which `kept` bytes are of an earlier attempt. */
function fetching(
  answers: readonly Answer[],
  kept: Uint8Array | null,
  test: (found: Asked & { files: string[]; error: unknown; folder: string }) => void,
  options: { signal?: AbortSignal; patience?: number } = {},
) {
  return inFolder((folder) =>
    serving(answers, async (asked) => {
      if (kept) Deno.writeFileSync(join(folder, "some.gz.part"), kept);
      const error: unknown = await fetchFile(file, asked.addresses, folder, {
        onProgress: () => {},
        signal: new AbortController().signal,
        ...options,
      }).then(() => null, (reason) => reason);
      const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
      test({ ...asked, files, error, folder });
    })
  );
}

const isWhole = (folder: string) =>
  assert.deepEqual(Deno.readFileSync(join(folder, "some.gz")), bytes);

Deno.test("a file comes whole, under its own name alone", () =>
  fetching([whole], null, ({ files, error, folder, calls }) => {
    assert.deepEqual([error, files, calls], [null, ["some.gz"], [[0, null]]]);
    isWhole(folder);
  }));

const failing: [what: string, answer: Answer, reason: RegExp][] = [
  ["has no such file", missing, /\/0\/some\.gz: it answers 404 Not Found/],
  ["ends too early", begun(99, true), /it ends after 99 of 5000 bytes/],
  ["sends more", () => new Response(new Uint8Array(5001)), /sends more than the 5000 bytes/],
  ["sends other bytes", () => new Response(new Uint8Array(5000)), /have the SHA-256 .*, not /],
  [
    "leads elsewhere",
    () => new Response(null, { status: 302, headers: { location: "/1/some.gz" } }),
    /\/0\/some\.gz: /,
  ],
];
for (const [what, answer, reason] of failing) {
  Deno.test(`where the first address ${what}, the second one is tried`, async () => {
    await fetching([answer, ranged], null, ({ files, error, folder }) => {
      assert.deepEqual([error, files], [null, ["some.gz"]]);
      isWhole(folder);
    });
    await fetching([answer], null, ({ files, error }) => {
      assert.ok(error instanceof FetchError);
      assert.match(error.reasons.join("\n"), reason);
      assert.ok(!files.includes("some.gz"));
    });
  });
}

Deno.test("an address that sends nothing for too long is given up, and what came is kept", () =>
  fetching([begun(1000, false), ranged], null, ({ files, error, calls, folder }) => {
    assert.deepEqual([error, files], [null, ["some.gz"]]);
    assert.deepEqual(calls, [[0, null], [1, "bytes=1000-"]]);
    isWhole(folder);
  }, { patience: 100 }));

Deno.test("a download goes on behind the bytes of an earlier one", () =>
  fetching([ranged], bytes.subarray(0, 1234), ({ error, calls, folder }) => {
    assert.deepEqual([error, calls], [null, [[0, "bytes=1234-"]]]);
    isWhole(folder);
  }));

Deno.test("where an address cannot go on, the file comes from the beginning", () =>
  fetching([whole], bytes.subarray(0, 1234), ({ error, folder }) => {
    assert.equal(error, null);
    isWhole(folder);
  }));

Deno.test("kept bytes that are wrong are thrown away, and the same address asked again", () =>
  fetching([ranged], new Uint8Array(1234), ({ error, calls, folder }) => {
    assert.deepEqual([error, calls], [null, [[0, "bytes=1234-"], [0, null]]]);
    isWhole(folder);
  }));

Deno.test("kept bytes that are the whole file need no network", () =>
  fetching([missing], bytes, ({ error, calls, folder }) => {
    assert.deepEqual([error, calls], [null, []]);
    isWhole(folder);
  }));

Deno.test("a download that is stopped keeps what has come, under no name of a whole file", () => {
  const stop = new AbortController();
  const answer: Answer = (range) => {
    queueMicrotask(() => stop.abort(new Error("stopped")));
    return begun(1000, false)(range);
  };
  return fetching([answer, whole], null, ({ error, files, calls }) => {
    assert.equal((error as Error).message, "stopped");
    assert.ok(!files.includes("some.gz"));
    assert.equal(calls.length, 1);
  }, { signal: stop.signal });
});

/** Runs the command, and returns its exit code with what it says on stderr. */
async function download(options: { to: string; from?: string }, addresses: readonly string[]) {
  const data: PublishedData = { title: "Some", addresses, files: [file] };
  const said: string[] = [];
  const { error, log } = console;
  console.error = (line: string) => said.push(line);
  console.log = () => {};
  try {
    return { code: await downloadCommand("mnist", { json: false, ...options }, data), said };
  } finally {
    Object.assign(console, { error, log });
  }
}

Deno.test("without a network the command names each address, and the way without one", () =>
  inFolder(async (folder) => {
    const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const address = `http://127.0.0.1:${closed.addr.port}/`;
    closed.close();
    const { code, said } = await download({ to: join(folder, "a/b") }, [address, address]);
    assert.equal(code, 1);
    const text = said.join("\n");
    assert.equal(text.match(/http:\/\/127\.0\.0\.1:\d+\/some\.gz: .+/g)?.length, 2);
    assert.match(text, /Without a network, get some\.gz elsewhere, then: .* mnist --from/);
  }));

Deno.test("what is there already is not fetched again", () =>
  inFolder((folder) =>
    serving([whole], async ({ addresses, calls }) => {
      for (const _ of ["first", "second"]) {
        assert.equal((await download({ to: folder }, addresses)).code, 0);
      }
      assert.equal(calls.length, 1);
    })
  ));

Deno.test("a file with other bytes is refused and left as it is", () =>
  inFolder(async (folder) => {
    const path = join(folder, "some.gz");
    Deno.writeTextFileSync(path, "mine");
    await assert.rejects(download({ to: folder }, []), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /some\.gz" is there with other bytes .*; move it away/);
      return true;
    });
    assert.equal(Deno.readTextFileSync(path), "mine");
  }));

Deno.test("a folder that has the files takes the place of the network, if its bytes are right", () =>
  inFolder(async (folder) => {
    const [from, to] = [join(folder, "from"), join(folder, "to")];
    Deno.mkdirSync(from);
    const refused = (reason: RegExp) => assert.rejects(download({ from, to }, []), reason);
    await refused(/Of 1 files that were missing, --from gave 0 (.|\n)*there is no ".*some\.gz"/);
    Deno.writeFileSync(join(from, "some.gz"), bytes.subarray(1));
    await refused(/some\.gz" has the SHA-256 .*, not /);
    Deno.writeFileSync(join(from, "some.gz"), bytes);
    assert.equal((await download({ from, to }, [])).code, 0);
    isWhole(to);
  }));

Deno.test("the permissions of download name the hosts of all addresses, and no others", () => {
  const { permissions } = JSON.parse(Deno.readTextFileSync(join(root, "deno.json")));
  const hosts = Object.values(publishedData).flatMap(({ addresses }) =>
    addresses.map((address) => `${new URL(address).hostname}:443`)
  );
  assert.deepEqual(permissions.download.net, hosts);
  // The dashboard answers on this machine, and reaches no other.
  assert.deepEqual(permissions.dashboard.net, ["127.0.0.1", "localhost"]);
  const others = Object.entries(permissions)
    .filter(([name]) => name !== "download" && name !== "dashboard");
  for (const [, granted] of others) assert.ok(!("net" in Object(granted)));
});
