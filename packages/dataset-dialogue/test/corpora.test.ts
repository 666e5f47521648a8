import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { dialogue } from "../src/index.ts";

const folder = process.env.TEXTVAE_DATA;

describe.runIf(folder)("published corpora", () => {
  it("trains Deal or No Deal without the items of its other splits", async () => {
    const fileOf = (name: string) => readFile(`${folder}/dealornodeal/${name}`);
    const [train, valid, test] = await Promise.all(["data.txt", "val.txt", "test.txt"].map(fileOf));
    const { summary } = dialogue({ format: "deal", splits: { train, valid, test } });
    // All 1087 + 1052 items of val.txt and test.txt are among the 12 234 of data.txt.
    expect(summary.train).toMatchObject({ dialogues: 10_095, leftOut: 2139 });
    expect(summary.valid).toMatchObject({ dialogues: 1087, leftOut: 0 });
    expect(summary.test).toMatchObject({ dialogues: 1052, leftOut: 0 });
  });

  it("reads DailyDialog", async () => {
    const fileOf = (name: string) => readFile(`${folder}/dailydialog_valtest/${name}.utts.txt`);
    const [train, test] = [await fileOf("valid"), await fileOf("test")];
    const dataset = dialogue({ splits: { train, test } });
    expect(dataset.summary.test?.dialogues).toBe(1000);
    expect(dataset.size("test")).toBe(dataset.summary.test?.utterances);
  });
});
