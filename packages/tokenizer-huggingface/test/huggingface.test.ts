import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { referenceOf } from "@textvae/core";
import { testTokenizer } from "@textvae/testing";
import { describe, expect, it } from "vitest";
import { huggingface } from "../src/index.ts";
import { digestOf, sotuLines } from "./lines.ts";

/** What Python makes of the same; `fixtures/make.py` wrote it. */
interface Expected {
  readonly size: number;
  readonly digests: { readonly [lines: string]: string };
  readonly decoded: string;
  readonly odd: readonly {
    readonly text: string;
    readonly ids: number[];
    readonly decoded: string;
  }[];
}

const at = (name: string) => new URL(`fixtures/${name}`, import.meta.url);
const read = (kind: string) => readFileSync(at(`${kind}.json`), "utf8");
const expected: Readonly<Record<string, Expected>> = {
  ...JSON.parse(read("expected")),
  ...JSON.parse(read("precompiled-expected")), // by fixtures/make_precompiled.py
};
const LINES = process.env.TEXTVAE_TOKENIZERS ? 10_000 : 1000;
const lines = sotuLines(LINES);

describe.each(Object.keys(expected))("%s", (kind) => {
  const python = expected[kind] as Expected;
  const tokenizer = huggingface({ json: read(kind) });

  it("has the ids and texts of Python", () => {
    const rows = lines.map(tokenizer.encode);
    expect(digestOf(rows)).toBe(python.digests[LINES]);
    const decoded = rows.slice(0, 1000).map(tokenizer.decode).join("\n");
    expect(createHash("sha256").update(decoded).digest("hex")).toBe(python.decoded);
  });

  it("has them of odd texts, too", () => {
    const made = python.odd.map(({ text, ids }) => ({
      text,
      ids: tokenizer.encode(text),
      decoded: tokenizer.decode(ids),
    }));
    expect(made).toEqual(python.odd);
  });

  it("has an end of its own", () => {
    const { size, eos } = tokenizer.vocabulary;
    expect([python.size, python.size + 1]).toContain(size);
    expect(lines.some((line) => tokenizer.encode(line).includes(eos))).toBe(false);
  });
});

describe("the laws", () => {
  testTokenizer({ tokenizer: huggingface({ json: read("gpt2") }), lossless: true });
  testTokenizer({ tokenizer: huggingface({ json: read("t5") }) });
  testTokenizer({ tokenizer: huggingface({ json: read("precompiled") }) });
});

describe("huggingface", () => {
  it("takes as the end what is asked for, or the first that is usual", () => {
    const end = (kind: string, eos?: string) => {
      const { vocabulary } = huggingface({ json: read(kind), eos });
      return vocabulary.word(vocabulary.eos);
    };
    expect(["gpt2", "bert", "t5", "gpt4"].map((kind) => end(kind))).toEqual([
      "<|endoftext|>",
      "[SEP]",
      "</s>",
      "<eos>",
    ]);
    expect(end("bert", "[PAD]")).toBe("[PAD]");
    expect(() => end("bert", "</s>")).toThrow(expect.objectContaining({ code: "OPTION" }));
  });

  it("keeps its file, and records the size and fingerprint of it", () => {
    const made = huggingface({ json: read("words") });
    expect(made.keeps).toMatchObject({ name: "tokenizer.json", content: read("words") });
    expect(referenceOf(made)?.options).toEqual({
      json: { bytes: Buffer.byteLength(read("words")), fingerprint: expect.any(String) },
    });
  });

  const changed = (kind: string, change: (json: Record<string, never>) => void) => {
    const json = JSON.parse(read(kind));
    change(json);
    return () => huggingface({ json: JSON.stringify(json) });
  };
  const set = (part: string, values: object) => (json: Record<string, never>) => {
    json[part] = Object.assign(json[part] ?? {}, values) as never;
  };

  it.each([
    ["truncation", "gpt2", set("truncation", { max_length: 5 })],
    ["padding", "gpt2", set("padding", { length: 5 })],
    ["dropout", "gpt2", set("model", { dropout: 0.1 })],
    ["a prefix of inner pieces", "gpt2", set("model", { continuing_subword_prefix: "##" })],
    ["a model of another type", "gpt2", set("model", { type: "Unheard" })],
    [
      "a pre-tokenizer of another type",
      "gpt2",
      set("pre_tokenizer", { type: "CharDelimiterSplit" }),
    ],
    [
      "a split that merges",
      "gpt4",
      (json: never) => {
        const { pre_tokenizer } = json as {
          pre_tokenizer: { pretokenizers: { behavior: string }[] };
        };
        (pre_tokenizer.pretokenizers[0] as { behavior: string }).behavior = "MergedWithNext";
      },
    ],
    ["a normalizer of another type", "t5", set("normalizer", { type: "Nmt" })],
    ["no unknown piece", "t5", set("model", { unk_id: null })],
    ["bytes for the unknown pieces", "t5", set("model", { byte_fallback: true })],
    ["a decoder of another type", "t5", set("decoder", { type: "CTC" })],
    [
      "tokens that stand alone",
      "gpt2",
      (json: never) => {
        Object.assign((json as { added_tokens: object[] }).added_tokens[0] as object, {
          single_word: true,
        });
      },
    ],
  ])("refuses %s, which would have other ids", (_, kind, change) => {
    expect(changed(kind, change as never)).toThrow(expect.objectContaining({ code: "CAPABILITY" }));
  });

  it.each([
    "",
    "{}",
    "[]",
    "null",
    '{"model": {"type": "BPE"}}',
    '{"model": {"type": "BPE", "vocab": {}}}',
  ])("refuses %j, which is none", (json) => {
    expect(() => huggingface({ json })).toThrow(expect.objectContaining({ code: "DATA" }));
  });

  it.each([-1, 1.5, "7", 2 ** 40, 1])("refuses %j as the id of one more piece", (id) => {
    const json = JSON.parse(read("words"));
    json.model.vocab.zzz = id;
    const make = () => huggingface({ json: JSON.stringify(json) });
    expect(make).toThrow(expect.objectContaining({ code: "DATA" }));
  });

  it("refuses added tokens that are no list, or have no id", () => {
    for (const added_tokens of [{}, [{ content: "a" }], [null]]) {
      const json = JSON.stringify({ ...JSON.parse(read("words")), added_tokens });
      expect(() => huggingface({ json })).toThrow(expect.objectContaining({ code: "DATA" }));
    }
  });

  // Ids and text are those of tokenizers 0.23.2 in Python.
  it("puts what replaces a pattern as it stands", () => {
    const json = JSON.parse(read("gpt2"));
    json.normalizer = { type: "Replace", pattern: { Regex: "c(a)t" }, content: "$1$$" };
    const before = huggingface({ json: JSON.stringify(json) });
    const ids = [324, 69, 563, 17, 4, 4, 7, 83, 221, 299, 65, 400];
    expect(before.encode("the cat's  naive")).toEqual(ids);
    json.normalizer = null;
    const replaced = { type: "Replace", pattern: { String: "Ġ" }, content: "$&$$" };
    json.decoder = { type: "Sequence", decoders: [replaced, { type: "Fuse" }] };
    const after = huggingface({ json: JSON.stringify(json) });
    expect(after.decode([324, 69, 273, 267])).toBe("the$&$$cat");
  });

  // As normalizers.StripAccents of tokenizers 0.23.2 in Python: marks that take space and that enclose, too.
  it("strips every mark", () => {
    const json = JSON.parse(read("words"));
    json.normalizer = { type: "StripAccents" };
    const { encode } = huggingface({ json: JSON.stringify(json) });
    expect(encode("the\u0301 th\u093Fe the\u20E3")).toEqual(encode("the the the"));
  });

  it("refuses added tokens that the normalizers of Python and of the library make others of", () => {
    const json = JSON.parse(read("precompiled"));
    const token = { id: json.model.vocab.length, content: "Ａ\u0301", normalized: true };
    json.added_tokens.push(token);
    const make = () => huggingface({ json: JSON.stringify(json) });
    expect(make).toThrow(expect.objectContaining({ code: "CAPABILITY" }));
    token.content = "Ａb";
    expect(make().encode("x Ａb")).toContain(token.id);
  });

  it("refuses text that a model of words without an unknown one does not know", () => {
    const json = JSON.parse(read("words"));
    json.model.unk_token = "nowhere";
    const tokenizer = huggingface({ json: JSON.stringify(json) });
    expect(tokenizer.vocabulary.unk).toBe(-1);
    expect(() => tokenizer.encode("zyx")).toThrow(expect.objectContaining({ code: "DATA" }));
  });
});
