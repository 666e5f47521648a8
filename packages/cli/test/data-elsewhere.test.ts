import { readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type LoopbackHub, loopbackHub } from "../../hub/test/loopback-hub.ts";
import { type Store, startStore } from "../../storage-s3/test/store.ts";
import { run, sentences, temporaryFolder } from "./support.ts";

let hub: LoopbackHub;
let store: Store;
beforeAll(async () => {
  hub = await loopbackHub();
  store = await startStore();
  vi.stubEnv("HF_ENDPOINT", hub.url);
  vi.stubEnv("AWS_ENDPOINT_URL_S3", store.endpoint);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([hub.close(), store.close()]);
});

const jsonl = (count: number, shift = 0) =>
  sentences(count, shift)
    .split("\n")
    .map((review, id) => JSON.stringify({ id, review }))
    .join("\n");
const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  [
    "hf:someone/reviews:en",
    (name: string) => [hub.files, `datasets/someone/reviews/en/${name}`] as const,
  ],
  ["s3://corpora/reviews", (name: string) => [store.objects, `reviews/${name}`] as const],
])("data of %s is read by range, and once", async (data, at) => {
  const put = (name: string, content: Uint8Array) => {
    const [files, key] = at(name);
    files.set(key, content);
  };
  put("train.1.jsonl.gz", gzipSync(jsonl(40)));
  put("train.2.jsonl.gz", gzipSync(jsonl(20, 1)));
  put("validation.jsonl", bytes(jsonl(12, 3)));
  put("README.md", bytes("# reviews"));
  const cache = temporaryFolder();
  const asked = ["--data", data, "--field", "review", "--cache", cache];
  const { out, err } = await run("data", "inspect", ...asked);
  expect(err).toBe("");
  expect(out).toMatch(/^train: 60 sentences/m);
  expect(out).toMatch(/^valid: 12 sentences/m);
  expect(out).toMatch(new RegExp(`source .*${data.slice(0, 10)}.*/train\\.2\\.jsonl\\.gz`));
  expect(readdirSync(cache)).toHaveLength(1);

  const read = () => [...hub.asked, ...store.log].filter((line) => line.includes("train.2"));
  const before = read().length;
  expect((await run("data", "inspect", ...asked)).out).toBe(out);
  expect(read()).toHaveLength(before);
  put("validation.jsonl", bytes("{}"));
  const wrong = await run("data", "inspect", ...asked);
  expect(wrong.err).toMatch(/^DATA .*line 1: expected a field "review"/);
});
