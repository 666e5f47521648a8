import { gzipSync } from "node:zlib";
import type { ByteSource, CorpusHost, PageFile } from "@textvae/core";
import { describe, expect, it } from "vitest";
import { keptCorpus, keptText, memoryPages } from "../src/index.ts";
import { nodeHost } from "../src/node/index.ts";
import { blobSource, pageHost } from "../src/page/index.ts";

// Vectors of FIPS 180-4 as NIST publishes them: the empty message, and "abc".
describe.each<[string, CorpusHost]>([
  ["Node", nodeHost()],
  ["a page", pageHost()],
])("the host %s", (_, host) => {
  it("hashes pieces by SHA-256", () => {
    const hash = host.sha256();
    expect(hash.hex()).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (const byte of [0x61, 0x62, 0x63]) hash.update(Uint8Array.of(byte));
    expect(hash.hex()).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  const unpacked = async (packed: Uint8Array, size = packed.length) => {
    async function* pieces() {
      const piece = new Uint8Array(size); // the same memory again and again
      for (let at = 0; at < packed.length; at += size) {
        piece.set(packed.subarray(at, at + size));
        yield piece.subarray(0, Math.min(size, packed.length - at));
      }
    }
    const found: Uint8Array[] = [];
    for await (const bytes of host.gunzip(pieces(), "all.gz")) found.push(bytes.slice());
    return Buffer.concat(found).toString();
  };
  const texts = ["a rose is ", "", "a rose ".repeat(30_000), "!\n"];
  const members = texts.map((text) => gzipSync(text));

  it.each([1 << 22, 1000, 3])("unpacks all members, in pieces of %i bytes", async (size) => {
    const some = size === 3 ? [0, 1, 3] : [0, 1, 2, 3];
    const packed = Buffer.concat(some.map((i) => members[i] as Uint8Array));
    expect(await unpacked(packed, size)).toBe(some.map((i) => texts[i]).join(""));
  });

  it("refuses what is cut anywhere, and what is damaged", async () => {
    const packed = new Uint8Array(Buffer.concat([gzipSync("one\n"), gzipSync("two two two\n")]));
    const whole = gzipSync("one\n").length;
    for (let end = 12; end < packed.length; end++) {
      if (end === whole) continue;
      await expect(unpacked(packed.subarray(0, end), 5), `${end} bytes`).rejects.toMatchObject({
        code: "DATA",
        where: "all.gz",
      });
    }
    for (const at of [whole - 7, whole - 2, packed.length - 6, packed.length - 1]) {
      const other = packed.map((byte, i) => (i === at ? byte ^ 1 : byte));
      await expect(unpacked(other), `byte ${at}`).rejects.toMatchObject({ code: "DATA" });
    }
  });

  it.each([1 << 22, 7, 1])(
    "passes over zeros behind its end, in pieces of %i bytes",
    async (size) => {
      for (const text of ["one\n", "", "a".repeat(256), "\0\0"]) {
        for (const level of [0, 6]) {
          const packed = gzipSync(text, { level });
          for (const zeros of [1, 3, 4, 9, 512]) {
            const padded = Buffer.concat([packed, Buffer.alloc(zeros)]);
            expect(await unpacked(padded, size), `${text.length}, ${level}, ${zeros}`).toBe(text);
          }
        }
      }
    },
  );

  it("refuses what is cut and filled with zeros", async () => {
    for (const packed of [gzipSync("one\n"), gzipSync("one\n", { level: 0 })]) {
      for (let end = 11; end < packed.length - 3; end++) {
        const filled = Buffer.concat([packed.subarray(0, end), Buffer.alloc(40)]);
        await expect(unpacked(filled), `${end} bytes`).rejects.toMatchObject({ code: "DATA" });
      }
    }
  });

  it.each([1 << 22, 7])(
    "refuses what stands behind its end, in pieces of %i bytes",
    async (size) => {
      const [one, zeros] = [gzipSync("one\n"), Buffer.alloc(40)];
      for (const behind of [
        [zeros, one],
        ["two\n"],
        [zeros, "two\n"],
        [zeros.subarray(39), "two\n"],
        [one, zeros, one],
      ]) {
        const packed = Buffer.concat([one, ...behind.map((part) => Buffer.from(part))]);
        const error = { code: "DATA", where: "all.gz" };
        await expect(unpacked(packed, size), String(behind)).rejects.toMatchObject(error);
      }
    },
  );
});

it("a kept file that can't be used is closed, so that another can take its place", async () => {
  let closed = 0;
  const damaged = { ...memoryPages(Uint8Array.of(1)), close: () => closed++ };
  const host = { ...pageHost(), open: async () => damaged as PageFile };
  const make = () => Promise.reject(new Error("made"));
  await expect(keptCorpus(host, "key", make)).rejects.toMatchObject({ code: "STORAGE" });
  await expect(keptText(host, "key", make)).rejects.toMatchObject({ code: "STORAGE" });
  expect(closed).toBe(2);
});

describe("a file of a page", () => {
  const read = async (source: ByteSource) => {
    const found: Uint8Array[] = [];
    for await (const bytes of source.stream()) found.push(bytes.slice());
    return Buffer.concat(found);
  };

  it("is read in pieces and by range, and known by its name, size and time", async () => {
    const bytes = new Uint8Array((1 << 22) + 5); // more than is read at a time
    bytes.set([3, 4, 5], 3);
    bytes.set([8, 9], 1 << 22);
    const file = new File([bytes.subarray(0, 9), bytes.subarray(9)], "a.txt", { lastModified: 7 });
    const source = blobSource(file);
    expect(source).toMatchObject({ name: "a.txt", stamp: `${bytes.length}-7` });
    expect((await read(source)).equals(bytes)).toBe(true);
    expect([...((await source.range?.slice(3, 6)) ?? [])]).toEqual([3, 4, 5]);
    expect(await read(blobSource(new File([], "empty")))).toHaveLength(0);
  });

  it("says that it changed, or is there by its name alone", async () => {
    const gone = new File(["a"], "a.txt");
    gone.slice = () => {
      throw new DOMException("changed", "NotReadableError");
    };
    await expect(read(blobSource(gone))).rejects.toMatchObject({
      code: "DATA",
      where: "a.txt",
      details: { got: expect.stringMatching("NotReadableError"), hint: "Choose it again." },
    });
    const { name, size, lastModified } = new File(["a"], "a.txt");
    await expect(read(blobSource({ name, size, lastModified }))).rejects.toMatchObject({
      code: "DATA",
    });
  });
});
