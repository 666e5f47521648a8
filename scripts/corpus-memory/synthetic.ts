import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Words of Zipf's kind: rank r comes about as often as 1 / r, and its name has 3 to 9 letters. */
const WORDS = Array.from({ length: 20_000 }, (_, rank) => {
  let name = "";
  for (
    let n = rank * 7919 + 11;
    name.length < 3 + (rank % 7);
    n = Math.floor(n / 17) + 3 * name.length
  )
    name += String.fromCharCode(97 + (n % 26));
  return `${name}${rank % 10}`;
});

/** A small generator, so that the same text is made everywhere: mulberry32. */
const uniforms = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

/** Writes a split of so many sentences of 6 to 28 words, about 130 bytes each, as lines or as JSONL. */
export const writeSplit = (
  folder: string,
  split: string,
  sentences: number,
  jsonl: boolean,
): void => {
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, `${split}.${jsonl ? "jsonl" : "txt"}`), "w");
  const random = uniforms(split.length * 1000 + 1);
  const word = () => WORDS[Math.floor(WORDS.length ** random()) - 1] as string;
  let lines: string[] = [];
  for (let i = 0; i < sentences; i++) {
    const text = Array.from({ length: 6 + Math.floor(23 * random()) }, word).join(" ");
    lines.push(jsonl ? JSON.stringify({ id: i, text }) : text);
    if (lines.length < 10_000 && i < sentences - 1) continue;
    writeSync(file, `${lines.join("\n")}\n`);
    lines = [];
  }
  closeSync(file);
};
