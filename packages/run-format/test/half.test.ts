import { createRng } from "@textvae/core";
import { expect, test } from "vitest";
import { ELEMENT_TYPES } from "../src/element-types.ts";
import { LARGEST_HALF, toHalf } from "../src/half.ts";

// What a half is worth is read by the other direction, which was written and tested apart.
const worth = (half: number): number => {
  const read = ELEMENT_TYPES.get("F16")?.read(Uint16Array.of(half).buffer);
  return read?.values[0] as number;
};

test("every half comes back as itself", () => {
  for (let half = 0; half < 0x10000; half++) {
    const value = worth(half);
    if (Number.isNaN(value)) expect(toHalf(value) & 0x7fff).toBe(0x7e00);
    else expect(toHalf(value)).toBe(half);
  }
});

test("a number goes to the nearest half, one between two to the even one", () => {
  const u = createRng(5).uniforms(3000);
  for (let i = 0; i < 1000; i++) {
    const size = 2 ** (44 * (u[3 * i] as number) - 27);
    const value = Math.fround(((u[3 * i + 1] as number) < 0.5 ? -1 : 1) * size);
    if (Math.abs(value) > LARGEST_HALF) continue;
    const half = toHalf(value);
    const away = Math.abs(worth(half) - value);
    for (const other of [half - 1, half + 1].filter((bits) => (bits & 0x7fff) <= 0x7bff)) {
      const there = Math.abs(worth(other) - value);
      if (worth(other) * value >= 0) expect(away).toBeLessThanOrEqual(there);
    }
  }
  for (let half = 2; half < 0x7bff; half += 97) {
    const between = (worth(half) + worth(half + 1)) / 2;
    expect(toHalf(between)).toBe(half % 2 === 0 ? half : half + 1);
  }
});

test("what rounds beyond the largest half is an infinity", () => {
  expect([65504, 65519.99, 65520, -1e9].map(toHalf)).toEqual([0x7bff, 0x7bff, 0x7c00, 0xfc00]);
});
