import { type Lease, takeLease } from "@textvae/run-format";
import { testStorage } from "@textvae/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { s3AccountIn, s3Address, s3Folders, s3Storage } from "../src/index.ts";
import { type Store, startStore } from "./store.ts";

/** A store that is there already, such as moto_server; else one of this test's own. */
const outside = process.env.TEXTVAE_S3;
const bucket = process.env.TEXTVAE_S3_BUCKET ?? "models";
const keys = { accessKeyId: "key", secretAccessKey: "secret" };

let store: Store;
let account = { ...keys, endpoint: outside ?? "" };
beforeAll(async () => {
  store = await startStore();
  if (outside === undefined) account = { ...keys, endpoint: store.endpoint };
});
afterAll(() => store.close());

const bytes = (text: string) => new TextEncoder().encode(text);
let places = 0;
const place = () => `s3://${bucket}/laws/${process.pid}-${++places}`;

describe("anyone", () => {
  let made = "";
  testStorage({
    make: () => {
      made = place();
      return s3Storage(made, account);
    },
    reopen: () => s3Storage(made, account),
    claims: true,
  });
});

describe("the holder of a claim", () => {
  let made = "";
  let claims = 0;
  const held = async (after: number) => {
    const { claims } = await s3Storage(made, account);
    return claims?.next(after, bytes("{}")) as ReturnType<typeof s3Storage>;
  };
  testStorage({
    make: () => {
      [made, claims] = [place(), 1];
      return held(0);
    },
    reopen: () => held(claims++),
  });
});

const take = async (name: string, lasts: number, by: string): Promise<Lease> =>
  takeLease(await s3Storage(name, account), { holder: { name: by }, lasts });

test("a log that grows and is cut anywhere is what a file would be", async () => {
  const storage = (await take(place(), 60_000, "writer")).storage;
  const line = (i: number) => `${i} ${"x".repeat((i * 997) % 5000)}\n`;
  let whole = "";
  for (let i = 0; i < 60; i++) {
    await storage.append("log", bytes(line(i)));
    whole += line(i);
    if (i % 13 === 12) {
      const size = Math.floor((whole.length * (i % 7)) / 7);
      await storage.truncate("log", size);
      whole = whole.slice(0, size);
    }
  }
  expect(new TextDecoder().decode(await storage.read("log"))).toBe(whole);
});

test("what was frozen past its lease writes nothing when it wakes", async () => {
  const name = place();
  // Its timers never fire, as those of a stopped process.
  const frozen = await s3Storage(name, account);
  const record = { holder: { name: "athens" }, lasts: 100, until: Date.now() };
  const old = await frozen.claims?.next(0, bytes(JSON.stringify(record)));
  await old?.append("metrics.jsonl", bytes("1\n"));
  const lease = await take(name, 100, "sparta");
  await lease.storage.append("metrics.jsonl", bytes("2\n"));
  await expect(old?.append("metrics.jsonl", bytes("late\n"))).rejects.toMatchObject({
    code: "LOCKED",
  });
  const large = { a: new Uint8Array(10_000), b: bytes("b") };
  await expect(old?.writeFolder("checkpoints/1", large)).rejects.toMatchObject({ code: "LOCKED" });
  await lease.release();
  const after = await s3Storage(name, account, { create: false });
  expect(new TextDecoder().decode(await after.read("metrics.jsonl"))).toBe("1\n2\n");
  expect(await after.list("")).toEqual(["metrics.jsonl"]);
});

describe.skipIf(outside !== undefined)("beside a store of the test's own", () => {
  test("every object that a run does without is removed, of the killed too", async () => {
    const name = place();
    const first = await take(name, 60_000, "first");
    const { prefix } = s3Address(name);
    store.objects.set(`${prefix}/objects/00000001-left`, bytes("left"));
    for (let i = 0; i < 3; i++) {
      await first.storage.writeFolder("checkpoints/1", { a: new Uint8Array(9000).fill(i) });
    }
    await first.release();
    await (await take(name, 60_000, "second")).release();
    const own = [...store.objects.keys()].filter((key) => key.startsWith(`${prefix}/`));
    expect(own.filter((key) => !key.endsWith("manifest.json"))).toHaveLength(1);
  });

  test("objects that were uploaded are read, and taken over by the first change", async () => {
    const { prefix } = s3Address(place());
    for (const path of ["train.txt", "a b/ü&c.txt", "valid.txt", "test.txt", "old/"]) {
      store.objects.set(`${prefix}/${path}`, bytes(path));
    }
    const name = `s3://${bucket}/${prefix}`;
    const storage = await s3Storage(name, account, { create: false });
    expect((await storage.list("")).sort()).toEqual(["a b", "test.txt", "train.txt", "valid.txt"]);
    expect(new TextDecoder().decode(await storage.read("a b/ü&c.txt"))).toBe("a b/ü&c.txt");
    await storage.append("train.txt", bytes(" more"));
    expect(new TextDecoder().decode(await storage.read("train.txt"))).toBe("train.txt more");
    expect((await storage.list("")).length).toBe(4);
    expect(await s3Folders(`s3://${bucket}/laws`, account)).toContain(prefix.slice(5));
  });

  test.each(["if-match", "if-none-match"] as const)("a store that ignores %s", async (ignores) => {
    const wrong = await startStore({ ignores });
    const storage = await s3Storage("s3://models/x", { ...keys, endpoint: wrong.endpoint });
    await expect(storage.write("a", bytes("a"))).rejects.toMatchObject({
      code: "STORAGE",
      message: expect.stringMatching(new RegExp(`ignores ${ignores}`, "i")),
    });
    expect([...wrong.objects.keys()]).toEqual([]);
    await wrong.close();
  });

  test("a store that is overburdened or cut off is asked again, and nothing happens twice", async () => {
    const failing: number[] = [];
    const weak = await startStore({ failing });
    const storage = await s3Storage("s3://models/x", { ...keys, endpoint: weak.endpoint });
    await storage.append("log", bytes("1\n"));
    failing.push(500, 503);
    await storage.append("log", bytes("2\n"));
    failing.push(0);
    await storage.append("log", bytes("3\n"));
    expect(new TextDecoder().decode(await storage.read("log"))).toBe("1\n2\n3\n");
    await weak.close();
  });

  test("a store that is away is told in bounded time", async () => {
    const gone = await startStore();
    await gone.close();
    const storage = await s3Storage("s3://models/x", { ...keys, endpoint: gone.endpoint });
    await expect(storage.read("a")).rejects.toMatchObject({
      code: "STORAGE",
      message: expect.stringContaining("AWS_ENDPOINT_URL_S3"),
    });
  }, 30_000);
});

test("a place without anything is not opened to be read", async () => {
  await expect(s3Storage(place(), account, { create: false })).rejects.toMatchObject({
    code: "STORAGE",
  });
});

test.each(["s3://", "s3://a", "s3://UPPER/x", "s3://models//x", "s3://models/../x", "/models"])(
  "%s names no place",
  (name) => {
    expect(() => s3Address(name)).toThrow(/s3:\/\/BUCKET/);
  },
);

test("the environment tells of an account by the names that other tools know", () => {
  const env = { AWS_ENDPOINT_URL: "http://a", AWS_REGION: "b", AWS_ACCESS_KEY_ID: "c", X: "d" };
  expect(s3AccountIn(env)).toEqual({ endpoint: "http://a", region: "b", accessKeyId: "c" });
});
