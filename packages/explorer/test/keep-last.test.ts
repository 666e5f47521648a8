import { expect, test } from "vitest";
import { keepLast } from "../src/app/train/keep-last.ts";

const after = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("what was asked for last stays, though the keeping before it is slower", async () => {
  const kept: string[] = [];
  const delays = [12, 1, 6];
  const keep = keepLast(async (value: string) => {
    await after(delays.shift() ?? 0);
    kept.push(value);
  });
  const first = keep("paused");
  await after(2);
  const rest = [keep("training"), keep("paused"), keep("training")];
  await Promise.all([first, ...rest]);
  expect(kept[0]).toBe("paused");
  expect(kept.at(-1)).toBe("training");
});

test("a keeping that fails tells whoever asked for it, and the next one is kept", async () => {
  const kept: number[] = [];
  const keep = keepLast(async (value: number) => {
    if (value === 1) throw new Error("full");
    kept.push(value);
  });
  await expect(keep(1)).rejects.toThrow("full");
  await keep(2);
  expect(kept).toEqual([2]);
});
