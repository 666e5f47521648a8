import { afterAll, beforeAll, expect, test } from "vitest";
import { s3Files } from "../src/index.ts";
import { type Store, startStore } from "./store.ts";

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

test("objects under a prefix are read by range, and told apart by their versions", async () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
  const names = ["train/a b.txt", "train/c.txt", "valid.txt", "test.txt", "x/ü.txt"];
  for (const name of names) store.objects.set(`corpora/news/${name}`, bytes);
  store.objects.set("corpora/newsletter.txt", bytes);
  const of = () => s3Files("s3://bucket/corpora/news", { endpoint: store.endpoint });
  const files = await of();
  expect([...files.keys()].sort()).toEqual([...names].sort());
  const file = files.get("train/a b.txt");
  expect(file?.name).toBe("s3://bucket/corpora/news/train/a b.txt");
  expect(file?.range.size).toBe(100);
  expect(await file?.range.slice(97, 100)).toEqual(Uint8Array.of(97, 98, 99));
  expect(await file?.range.slice(5, 5)).toEqual(new Uint8Array());

  store.objects.set("corpora/news/valid.txt", Uint8Array.of(...bytes.slice(0, 99), 1));
  const now = await of();
  expect(now.get("valid.txt")?.stamp).not.toBe(files.get("valid.txt")?.stamp);
  expect(now.get("test.txt")?.stamp).toBe(files.get("test.txt")?.stamp);

  store.objects.delete("corpora/news/test.txt");
  await expect(now.get("test.txt")?.range.slice(0, 1)).rejects.toThrow(/STORAGE|404/);
});
