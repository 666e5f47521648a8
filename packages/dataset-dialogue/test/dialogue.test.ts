import { createRng, type Dataset, referenceOf, type Split } from "@textvae/core";
import { testDataset } from "@textvae/testing";
import { describe, expect, it } from "vitest";
import { type Dialogue, dialogue, dialogueFiles, type Utterance } from "../src/index.ts";

/** Dialogue number i of 1 to 5 utterances of 1 to 4 words. */
const line = (i: number): string =>
  Array.from({ length: 1 + (i % 5) }, (_, u) =>
    [`w${i}`, `u${u}`, ..."x".repeat((i + u) % 3)].join(" "),
  ).join(" __eou__ ");
const lines = Array.from({ length: 60 }, (_, i) => `${line(i)} __eou__`);
const train = lines.join("\n");

/** Every item of a split as `speaker: words` of its context, and its own words. */
const itemsOf = (dataset: Dataset, split: Split, batchSize = 7) => {
  const epoch = dataset.epoch(split, { batchSize, rng: createRng(1) });
  return Array.from({ length: epoch.length }, (_, index) => {
    const { size, text, context, fields: { goal_B6 } = {} } = epoch.at(index);
    if (!text || !context) throw new Error("no text or no context");
    const words = ({ tokens_BT, lengths_B, time }: typeof text, row: number) =>
      Array.from(
        tokens_BT.subarray(row * time, row * time + (lengths_B[row] as number) - 1),
        dataset.vocabulary.word,
      ).join(" ");
    let next = 0;
    return Array.from({ length: size }, (_, b) => ({
      said: words(text, b),
      before: Array.from({ length: context.turns_B[b] as number }, () => {
        const row = next++;
        return `${context.own_N[row] === 1 ? "+" : "-"}${words(context.utterances, row)}`;
      }),
      ...(goal_B6 && { goal: [...goal_B6.subarray(6 * b, 6 * b + 6)] }),
    }));
  }).flat();
};

describe("dialogues of utterances in turn", () => {
  it("are items with all that was said before, and by whom", () => {
    const dataset = dialogue({ splits: { train: "a b __eou__ c __eou__ d d __eou__ a __eou__" } });
    expect(dataset.provides).toEqual(["text", "context"]);
    const items = itemsOf(dataset, "train").sort((a, b) => a.before.length - b.before.length);
    expect(items).toEqual([
      { said: "a b", before: ["-"] },
      { said: "c", before: ["+", "-a b"] },
      { said: "d d", before: ["-", "+a b", "-c"] },
      { said: "a", before: ["+", "-a b", "+c", "-d d"] },
    ]);
  });

  it("tell as many utterances as asked for", () => {
    const whole = itemsOf(dialogue({ splits: { train } }), "train");
    const cut = itemsOf(dialogue({ splits: { train }, turns: 2 }), "train");
    const last = whole.map((item) => ({ ...item, before: item.before.slice(-2) }));
    expect(cut).toEqual(last);
    expect(Math.max(...cut.map(({ before }) => before.length))).toBe(2);
  });

  it("leaves out of train what valid or test hold too, and says so", () => {
    const valid = lines.slice(0, 7).join("\n");
    const test = lines.slice(30, 35).join("\n");
    const { summary, ...dataset } = dialogue({ splits: { train, valid, test } });
    expect(summary.train).toMatchObject({ dialogues: 48, leftOut: 12 });
    expect(summary.valid).toMatchObject({ dialogues: 7, leftOut: 0 });
    const said = (split: Split) => itemsOf(dataset, split).map((item) => item.said);
    const held = new Set([...said("valid"), ...said("test")]);
    expect(said("train").filter((words) => held.has(words))).toEqual([]);
  });

  it("refuses a train that has nothing of its own", () => {
    expect(() => dialogue({ splits: { train: lines[0], test: train } })).toThrow(
      /^train: expected dialogues that are not in valid or test; got 1 that all are/,
    );
  });

  it("cuts, folds and counts", () => {
    const { summary, vocabulary } = dialogue({
      splits: { train: "A b C __eou__ a __eou__\n\nd __eou__" },
      maxLength: 2,
      lowercase: true,
    });
    expect(vocabulary.words).toEqual(["<eos>", "<unk>", "a", "b", "d"]);
    expect(summary.train).toEqual({ dialogues: 2, utterances: 3, tokens: 7, leftOut: 0 });
  });

  it.each([
    ["an empty utterance", "a b __eou__ __eou__ c __eou__", /line 1.*none in utterance 2/],
    ["an end of sentence", "a __eou__\na <eos> b __eou__", /line 2.*the word <eos>/],
    ["an end of sentence in capitals", "a __eou__\nA <EOS> b __eou__", /line 2.*the word <EOS>/],
    ["no utterance", "__eou__", /line 1/],
    ["one utterance a line", "a b\nc d\n\ne f", /line 1: expected __eou__.*got no __eou__/],
    [
      "one utterance a line, ended",
      "a b __eou__\nc __eou__",
      /train: .*one utterance in each of 2/,
    ],
    ["a line without an end", "a __eou__ b __eou__\nc d", /line 2.*got no __eou__/],
    ["tabs", "a b\tc d\te", /line 1.*got a tab/],
    ["tabs beside the sign", "a __eou__ b __eou__\tc", /line 1.*got a tab/],
    ["another sign", "a b __eot__ c d __eot__", /line 1.*got the word __eot__/],
    ["another sign beside it", "a __eou__ __eot__ b __eou__ __eot__", /got the word __eot__/],
    ["the sign in capitals", "a __EOU__ b __EOU__", /got the word __EOU__/],
    ["half the sign", "a _eou_ b _eou_", /got the word _eou_/],
    ["<eou>", "a <eou> b <eou>", /got the word <eou>/],
    ["</s>", "a </s> b </s>", /got the word <\/s>/],
    ["[SEP]", "a [SEP] b", /got the word \[SEP\]/],
  ])("refuses %s", (_, text, message) => {
    expect(() => dialogue({ splits: { train: text } })).toThrow(message);
    expect(() => dialogue({ splits: { train: text } })).toThrow(
      expect.objectContaining({ code: "DATA" }),
    );
  });

  it("needs words from somewhere", () => {
    expect(() => dialogue({ splits: { valid: train } })).toThrow(
      expect.objectContaining({ code: "SPLIT" }),
    );
    const { vocabulary } = dialogue({ splits: { valid: train }, vocabulary: "w1\nx\n" });
    expect(vocabulary.words).toEqual(["<eos>", "<unk>", "w1", "x"]);
  });

  it("keeps the text out of its configuration", () => {
    expect(JSON.stringify(referenceOf(dialogue({ splits: { train } })))).not.toContain("w1");
  });
});

const DATA = `1 0 4 2 1 2 YOU: i want hats <eos> THEM: deal <eos> YOU: <selection> item0=0 item1=4 item2=0 <eos> reward=8 agree 1 4 4 1 1 2
1 4 4 1 1 2 THEM: i want hats <eos> YOU: deal <eos> THEM: <selection> item0=1 item1=0 item2=1 <eos> reward=6 agree 1 0 4 2 1 2
2 1 1 8 1 0 YOU: all <eos> THEM: <selection> no agreement <eos> reward=0 disagree 2 2 1 0 1 6`;
const HELD = `<input> 1 4 4 1 1 2 </input> <dialogue> THEM: i want hats <eos> YOU: deal <eos> THEM: <selection> </dialogue> <output> item0=1 item1=0 item2=1 item0=0 item1=4 item2=0 </output> <partner_input> 1 0 4 2 1 2 </partner_input>`;

describe("negotiations", () => {
  it("are what one side says, with its goal, in either form of a line", () => {
    const dataset = dialogue({ format: "deal", splits: { train: DATA, valid: HELD } });
    expect(dataset.provides).toEqual(["text", "context", "goal_B6"]);
    expect(itemsOf(dataset, "valid")).toEqual([
      { said: "deal", before: ["+", "-i want hats"], goal: [1, 4, 4, 1, 1, 2] },
    ]);
    const items = itemsOf(dataset, "train").sort((a, b) => a.said.localeCompare(b.said));
    expect(items).toEqual([
      { said: "<selection>", before: ["-", "+i want hats", "-deal"], goal: [1, 0, 4, 2, 1, 2] },
      { said: "all", before: ["-"], goal: [2, 1, 1, 8, 1, 0] },
      { said: "i want hats", before: ["-"], goal: [1, 0, 4, 2, 1, 2] },
    ]);
    expect(dataset.summary.train).toMatchObject({ dialogues: 2, leftOut: 1 });
  });

  it.each([
    ["five numbers", "1 0 4 2 1 YOU: a <eos> YOU: <selection> x"],
    ["no selection", "1 0 4 2 1 2 YOU: a <eos> THEM: b"],
    ["a third speaker", "1 0 4 2 1 2 YOU: a <eos> HER: b <eos> YOU: <selection>"],
    ["another sign between them", "1 0 4 2 1 2 YOU: a THEM: b <eos> YOU: <selection> x"],
    ["an utterance without words", "1 0 4 2 1 2 YOU: <eos> THEM: <selection>"],
  ])("are refused with %s", (_, text) => {
    expect(() => dialogue({ format: "deal", splits: { train: text } })).toThrow(
      expect.objectContaining({ code: "DATA", where: "train, line 1" }),
    );
  });
});

describe("what is told before someone speaks next", () => {
  const negotiations = dialogue({ format: "deal", splits: { train: DATA }, turns: 3 });
  const talk = dialogue({ splits: { train: lines.slice(0, 5).join("\n") }, turns: 3 });

  /** The context of a batch of one item. */
  const contexts = (dataset: Dataset) =>
    new Map(
      Array.from({ length: dataset.size("train") }, (_, index) => {
        const { text, context, fields } = dataset.epoch("train", { batchSize: 1 }).at(index);
        const said = Array.from(text?.tokens_BT ?? [], dataset.vocabulary.word).join(" ");
        return [said, { context, fields }] as const;
      }),
    );

  it.each([
    ["negotiations", negotiations],
    ["talk", talk],
  ])("is what an item is told: %s", (_, dataset) => {
    const told = contexts(dataset);
    const asked = dataset.dialogues.train?.flatMap((whole) =>
      whole.utterances.flatMap(({ speaker, words }, i) => {
        if (whole.responder !== undefined && speaker !== whole.responder) return [];
        // Whoever speaks is speaker 0 to itself.
        const utterances = whole.utterances.slice(0, i).map(
          (said): Utterance => ({
            speaker: said.speaker === speaker ? 0 : 1,
            words: said.words,
          }),
        );
        const { fields, context } = dataset.told([{ ...whole, utterances }]);
        return [[`${words.join(" ")} <eos>`, { context, fields }] as const];
      }),
    );
    expect(asked).toHaveLength(dataset.size("train"));
    for (const [said, given] of asked ?? []) expect(given).toEqual(told.get(said));
  });

  it("is of as many dialogues as are asked for, with the outcome kept", () => {
    const [first, , third] = negotiations.dialogues.train ?? [];
    expect(first?.outcome).toBe("item0=0 item1=4 item2=0 <eos> reward=8 agree 1 4 4 1 1 2");
    const { size, context, text } = negotiations.told([first, third] as Dialogue[]);
    expect([size, text]).toEqual([2, undefined]);
    // Of three utterances and the empty one before them the last three, of two all.
    expect([...(context?.turns_B ?? [])]).toEqual([3, 3]);
    expect(() => negotiations.told([])).toThrow(expect.objectContaining({ code: "DATA" }));
  });
});

// A pattern that begins anew at each space takes minutes for the longest lines that are allowed.
it.each([
  ["spaces between utterances", "eou", (gap: string) => `a${gap}b __eou__ c __eou__`],
  ["spaces before a sign", "eou", (gap: string) => `a __eou__${gap}b${gap}__eou__`],
  [
    "spaces in a negotiation",
    "deal",
    (gap: string) =>
      `1 0 4 2 1 2${gap}YOU: a${gap}<eos>${gap}YOU: <selection>${gap}\u2028x\n1 1 1 1 1 1 YOU: b <selection>`,
  ],
] as const)("%s, as many as a line may have, are read at once", (_, format, lineOf) => {
  const valid = lineOf(" ".repeat(240_000));
  const { dialogues } = dialogue({ format, splits: { valid }, vocabulary: "a\nb\n" });
  expect(dialogues.valid?.[0]?.utterances).toHaveLength(2);
});

describe("dialogueFiles", () => {
  it.each([
    [
      ["data.txt", "val.txt", "test.txt"],
      "deal",
      { train: "data.txt", valid: "val.txt", test: "test.txt" },
    ],
    [
      ["train.utts.txt", "valid.utts.txt"],
      "eou",
      { train: "train.utts.txt", valid: "valid.utts.txt" },
    ],
    [
      ["dialogues_train.txt", "dialogues_validation.txt", "dialogues_act_train.txt"],
      "eou",
      { train: "dialogues_train.txt", valid: "dialogues_validation.txt" },
    ],
  ])("knows %j", (names, format, splits) => {
    expect(dialogueFiles(names)).toEqual({ format, splits });
  });

  it("leaves other folders alone, and refuses two files for a split", () => {
    expect(dialogueFiles(["train.txt", "valid.txt"])).toBeUndefined();
    expect(() => dialogueFiles(["val.utts.txt", "valid.utts.txt"])).toThrow(
      expect.objectContaining({ code: "SPLIT" }),
    );
  });
});

testDataset({ dataset: dialogue({ splits: { train, valid: lines.slice(0, 9).join("\n") } }) });
testDataset({ dataset: dialogue({ format: "deal", splits: { train: DATA, valid: HELD } }) });

it("tells of lines that end in CR alone", () => {
  const { notes } = dialogue({ splits: { train: "a __eou__ b __eou__\rc __eou__ d __eou__\r" } });
  expect(notes).toEqual([expect.stringMatching(/^warning: lines of train end in CR/)]);
});
