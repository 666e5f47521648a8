import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRng } from "@textvae/core";

const WORDS = ["red", "green", "blue", "old", "new", "sky", "sea", "sand", "is", "was"];

/** Writes splits of so many sentences of six words drawn by a fixed seed into a folder; returns it. */
export const drawnCorpus = (folder: string, sizes: Readonly<Record<string, number>>): string => {
  mkdirSync(folder, { recursive: true });
  const rng = createRng(5);
  const sentence = () =>
    [...rng.uniforms(6)].map((u) => WORDS[Math.floor(u * WORDS.length)]).join(" ");
  for (const [split, size] of Object.entries(sizes)) {
    writeFileSync(join(folder, `${split}.txt`), Array.from({ length: size }, sentence).join("\n"));
  }
  return folder;
};
