import { describe, expect, it } from "vitest";
import { createPrecompiled } from "../src/precompiled.ts";

const LEAF = 0x100;
const VALUE = 0x80000000;
const offset = (by: number): number => by << 10;
const label = (letter: string): number => letter.charCodeAt(0);
/** Where the units of `a` and of `b` after it begin; a child lies at its parent's place ^ its byte. */
const [ROOT, A, B] = [0x100, 0x200, 0x300];

/** The table a → "first", ab → "second". */
const table = () => {
  const units = new Uint32Array(0x400);
  const a = ROOT ^ label("a");
  const b = A ^ label("b");
  units[0] = offset(ROOT);
  units[a] = label("a") | LEAF | offset(a ^ A);
  units[A] = VALUE | 0;
  units[b] = label("b") | LEAF | offset(b ^ B);
  units[B] = VALUE | 6;
  return { units, a, b, texts: Buffer.from("first\0second\0") };
};

const packed = ({ units, texts }: { units: Uint32Array; texts: Uint8Array }): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(units.byteLength);
  return Buffer.concat([size, Buffer.from(units.buffer), texts]);
};

const made = (change: (parts: ReturnType<typeof table>) => void) => {
  const parts = table();
  change(parts);
  return packed(parts).toString("base64");
};

const damaged = expect.objectContaining({ code: "DATA" });

describe("Precompiled", () => {
  it("takes the shortest key that a short grapheme begins with, and drops what follows in it", () => {
    const normalize = createPrecompiled(packed(table()).toString("base64"));
    expect(normalize("ab")).toBe("firstb");
    expect(normalize("xa\u0301\u0301y")).toBe("xfirsty");
  });

  it("goes character by character in graphemes of six bytes", () => {
    const normalize = createPrecompiled(packed(table()).toString("base64"));
    expect(normalize("a\u0301\u20E3")).toBe("first\u0301\u20E3");
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["an empty one", ""],
    ["no base64", "*a table*"],
    ["half a quadruple", "AAAAA"],
    ["a size alone", Buffer.from([0, 4, 0, 0]).toString("base64")],
    ["half a unit", Buffer.from([3, 0, 0, 0, 1, 2, 3, 0]).toString("base64")],
    ["no trie", made((parts) => Object.assign(parts, { units: new Uint32Array(0) }))],
    ["a short trie", packed(table()).subarray(0, 2000).toString("base64")],
    ["texts that are cut off", packed(table()).subarray(0, -3).toString("base64")],
    ["texts that are no UTF-8", made(({ texts }) => texts.fill(0xff, 1, 3))],
    ["a root outside", made(({ units }) => units.fill(offset(0x1000), 0, 1))],
    ["a unit outside", made(({ units, a }) => units.fill(label("a") | offset(0x800), a, a + 1))],
    ["a value outside", made(({ units }) => units.fill(VALUE | 99, A, A + 1))],
    ["a loop", made(({ units, b }) => units.fill(label("b") | offset(b ^ ROOT), b, b + 1))],
    [
      "a unit that is its own",
      made(({ units, a }) => units.fill(label("a") | offset(a ^ ROOT), a, a + 1)),
    ],
  ])("refuses %s", (_, base64) => {
    expect(() => createPrecompiled(base64)).toThrow(damaged);
  });

  it("refuses or reads a table with any one bit turned", () => {
    const whole = packed(table());
    const word = "abaabb\u0301";
    for (const at of [0, 4, ...[ROOT ^ 0x61, A, A ^ 0x62, B].map((unit) => 4 + 4 * unit)]) {
      for (let bit = 0; bit < 32; bit++) {
        const bytes = Buffer.from(whole);
        const byte = at + (bit >> 3);
        bytes[byte] = (bytes[byte] as number) ^ (1 << (bit & 7));
        try {
          createPrecompiled(bytes.toString("base64"))(word);
        } catch (error) {
          expect(error).toEqual(damaged);
        }
      }
    }
  });
});
