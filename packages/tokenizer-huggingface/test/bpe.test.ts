import { readFileSync } from "node:fs";
import { testTokenizer } from "@textvae/testing";
import { describe, expect, it } from "vitest";
import { bpe, createBpeLearner, huggingface } from "../src/index.ts";
import { learnMerges } from "../src/learn/learn-merges.ts";
import { sotuLines } from "./lines.ts";

testTokenizer({ tokenizer: bpe(), lossless: true });

const learned = (lines: readonly string[], size: number, minCount?: number) => {
  const learner = createBpeLearner({ size, ...(minCount !== undefined && { minCount }) });
  for (const line of lines) learner.add(line);
  return JSON.parse(learner.finish());
};

describe("merges", () => {
  it("are those of the trainer of Python, in its order", () => {
    const gpt2 = JSON.parse(readFileSync(new URL("fixtures/gpt2.json", import.meta.url), "utf8"));
    expect(learned(sotuLines(10_000), 600, 1).model.merges).toEqual(gpt2.model.merges);
  });

  /** The definition: count all pairs, merge the most frequent everywhere, begin again. */
  const plainly = (words: readonly number[][], counts: readonly number[], size: number) => {
    const names = ["a", "b", "c"];
    const merges: [number, number][] = [];
    let now = words.map((word) => [...word]);
    while (names.length < size) {
      const pairs = new Map<string, number>();
      for (const [at, word] of now.entries()) {
        for (let i = 1; i < word.length; i++) {
          const key = `${word[i - 1]} ${word[i]}`;
          pairs.set(key, (pairs.get(key) ?? 0) + (counts[at] as number));
        }
      }
      const [best] = [...pairs]
        .map(([key, count]) => ({ pair: key.split(" ").map(Number) as [number, number], count }))
        .sort((x, y) => y.count - x.count || x.pair[0] - y.pair[0] || x.pair[1] - y.pair[1]);
      if (!best) break;
      const [first, second] = best.pair;
      const name = `${names[first]}${names[second]}`;
      const made = names.includes(name) ? names.indexOf(name) : names.push(name) - 1;
      merges.push([first, second]);
      now = now.map((word) => {
        const next: number[] = [];
        for (let i = 0; i < word.length; i++) {
          const found = word[i] === first && word[i + 1] === second;
          next.push(found ? made : (word[i] as number));
          if (found) i++;
        }
        return next;
      });
    }
    return merges;
  };

  it("are those of the definition, of words with repeated and overlapping pairs", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const number = (i: number, below: number) => (i * i * seed + 7 * i + seed) % below;
      const words = Array.from({ length: 30 }, (_, w) =>
        Array.from({ length: 2 + number(w, 9) }, (_, t) => number(w * 11 + t, 3)),
      );
      const counts = words.map((_, w) => 1 + number(w, 5));
      const options = { names: ["a", "b", "c"], size: 40, minCount: 1 };
      const found = learnMerges(
        words.map((word) => [...word]),
        counts,
        options,
      );
      expect(found).toEqual(plainly(words, counts, 40));
    }
  });

  it("end where pairs are too rare, or where there are enough", () => {
    expect(learned(["abab"], 300).model.merges).toEqual([["a", "b"]]);
    expect(learned(["abab"], 300, 3).model.merges).toEqual([]);
    expect(learned(["abab"], 257).model.merges).toEqual([]);
  });
});

describe("bpe", () => {
  it("learns a tokenizer that is kept as a file", () => {
    const learner = bpe().learner?.({ maxVocabulary: 300 });
    for (const line of sotuLines(50)) learner?.add(line);
    const made = learner?.finish();
    expect(made?.vocabulary.size).toBe(300);
    const again = huggingface({ json: made?.keeps?.content ?? "" });
    expect(again.encode("the senate")).toEqual(made?.encode("the senate"));
    expect(again.decode(again.encode(" naïve 👩‍👩‍👧\t"))).toBe(" naïve 👩‍👩‍👧\t");
  });

  it.each([{ size: 256 }, { size: 300, minCount: 0 }, { size: 300.5 }])("refuses %j", (options) => {
    expect(() => createBpeLearner(options)).toThrow(expect.objectContaining({ code: "OPTION" }));
  });

  it("refuses to learn of nothing", () => {
    expect(() => createBpeLearner({ size: 300 }).finish()).toThrow(
      expect.objectContaining({ code: "DATA" }),
    );
  });
});
