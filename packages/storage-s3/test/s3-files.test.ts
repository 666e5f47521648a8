import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { s3Files } from "../src/index.ts";
import { type Store, startStore } from "./store.ts";

type Slice = (start: number, end: number) => Promise<Uint8Array>;

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
});

const text = (letters: string) => new TextEncoder().encode(letters);

test.each([
  ["is replaced by one of its size", text("abcdeX"), /another one: it was replaced/],
  ["is cut", text("abc"), /another one: it was replaced/],
  ["is removed", undefined, /none: it was removed/],
])("an object that %s while it is read is no mixture of two", async (_, after, said) => {
  for (const ignores of [undefined, "if-match"] as const) {
    const other = await startStore(ignores && { ignores });
    other.objects.set("news/train.txt", text("abcdef"));
    const files = await s3Files("s3://bucket/news", { endpoint: other.endpoint });
    const slice = files.get("train.txt")?.range.slice as Slice;
    expect(await slice(0, 3)).toEqual(text("abc"));
    if (after) other.objects.set("news/train.txt", after);
    else other.objects.delete("news/train.txt");
    const late = slice(3, 6);
    await expect(late).rejects.toThrow(expect.objectContaining({ code: "STORAGE" }));
    await expect(late).rejects.toThrow(said);
    await other.close();
  }
});

test("an object that is unpacked on its way is told, as its ranges are none of its bytes", async () => {
  const other = await startStore({ encodes: true });
  const packed = gzipSync(Array.from({ length: 999 }, (_, i) => `w${i}`).join("\n"));
  other.objects.set("news/train.txt.gz", packed);
  other.objects.set("news/valid.txt", text("abc"));
  const files = await s3Files("s3://bucket/news", { endpoint: other.endpoint });
  expect(await files.get("valid.txt")?.range.slice(0, 3)).toEqual(text("abc"));
  const slice = files.get("train.txt.gz")?.range.slice as Slice;
  for (const end of [2, packed.length]) {
    await expect(slice(0, end), `${end}`).rejects.toThrow(/Content-Encoding: gzip/);
  }
  await other.close();
});
