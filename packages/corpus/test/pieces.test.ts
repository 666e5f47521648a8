import { gzipSync } from "node:zlib";
import { createRng } from "@textvae/core";
import { expect, test } from "vitest";
import { bytesSource, type Piece, pieceSource, piecesOf } from "../src/index.ts";

const uniforms = createRng(4).uniforms(4000);
let drawn = 0;
const upTo = (most: number) => Math.floor(most * (uniforms[drawn++] as number));

/** Lines of few and of many bytes, and none at all. */
const content = (): Uint8Array => {
  const lines = Array.from({ length: upTo(6) }, () =>
    "é".repeat(upTo(3) === 0 ? upTo(90) : upTo(9)),
  );
  const text = new TextEncoder().encode(lines.join("\n") + (upTo(2) === 0 ? "\n" : ""));
  return upTo(5) === 0 ? gzipSync(text) : text;
};

const bytesOf = async (piece: Piece): Promise<Buffer> => {
  const all: Uint8Array[] = [];
  for await (const some of pieceSource(piece).stream()) all.push(some.slice());
  return Buffer.concat(all);
};

test("the parts of files, one after the other, are the files, cut at ends of lines", async () => {
  for (let round = 0; round < 40; round++) {
    const splits = Object.fromEntries(
      ["train", "valid", "test"].map((split) => [
        split,
        Array.from({ length: upTo(4) }, (_, i) => bytesSource(`${split}.${i}`, content())),
      ]),
    );
    const lines = upTo(6) > 0;
    const files = Object.values(splits).flat();
    const count = 1 + upTo(9);
    const pieces: Piece[] = [];
    for (let index = 0; index < count; index++) {
      pieces.push(...(await piecesOf(splits, { index, count }, lines)));
    }
    expect([...new Set(pieces.map(({ source }) => source))]).toEqual(files);
    for (const file of files) {
      const own = pieces.filter(({ source }) => source === file);
      expect(own.map(({ from }) => from)).toEqual([0, ...own.slice(0, -1).map(({ to }) => to)]);
      expect(own.at(-1)?.to).toBeUndefined();
      const bytes = await Promise.all(own.map(bytesOf));
      expect(Buffer.concat(bytes).equals(await bytesOf({ source: file, from: 0 } as Piece))).toBe(
        true,
      );
      for (const some of bytes.slice(0, -1)) expect(some.at(-1)).toBe(10);
    }
  }
});
