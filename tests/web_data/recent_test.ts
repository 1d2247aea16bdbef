import assert from "node:assert/strict";
import { Recent } from "../../web_data/recent.ts";

Deno.test("what was used last is kept, the rest is dropped and made again", async () => {
  const dropped: string[] = [];
  const made: string[] = [];
  const recent = new Recent<string>(2, (each) => dropped.push(each));
  const get = (key: string) =>
    recent.get(key, () => {
      made.push(key);
      return Promise.resolve(key.toUpperCase());
    });
  for (const key of ["a", "b", "a", "c", "a", "b"]) assert.equal(await get(key), key.toUpperCase());
  assert.deepEqual(made, ["a", "b", "c", "b"]);
  assert.deepEqual(dropped, ["B", "C"]);
});

Deno.test("what is being made is waited for by all, and what failed is tried again", async () => {
  const recent = new Recent<number>(2);
  let times = 0;
  const fail = () => {
    times++;
    return Promise.reject(new Error("not there"));
  };
  const both = await Promise.allSettled([recent.get("a", fail), recent.get("a", fail)]);
  assert.deepEqual([both.map(({ status }) => status), times], [["rejected", "rejected"], 1]);
  assert.equal(await recent.get("a", () => Promise.resolve(7)), 7);
});
