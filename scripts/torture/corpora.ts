import { createRng, type Dataset, type Rng, TextvaeError } from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { dialogue } from "@textvae/dataset-dialogue";
import { text } from "@textvae/dataset-text";
import type { AttackOptions, Finding } from "./findings.ts";

/** Odd corpora by their numbers: each is read to a whole dataset, or refused with a code. */
export async function* corpora({
  seed,
  tries,
}: AttackOptions): AsyncGenerator<Finding | undefined> {
  for (const number of tries) {
    const rng = createRng(seed).stream(`corpora ${number}`);
    const [name, files, read] = pick(rng, KINDS);
    const content = oddOf(files, rng);
    const got = problemOf(() => read(content as Files));
    const input = `${name} ${JSON.stringify(Object.values(content).map(shown))}`;
    yield got === undefined ? undefined : { attack: "corpora", number, input, got };
  }
}

const shown = (content: Uint8Array | string): string =>
  (typeof content === "string" ? content : new TextDecoder("latin1").decode(content)).slice(0, 200);

type Files = Readonly<Record<"train" | "valid" | "vocabulary", Uint8Array | string>>;

const repeat = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");
const words = (i: number): string =>
  ["the", "red", "cat", "sees", "é"].slice(0, 1 + (i % 5)).join(" ");
const valid = repeat(4, words);
const vocabulary = "the\nred\ncat\nsees\né\n";

const splitsOf = ({ train, valid }: Files) => ({ splits: { train, valid } });
const deal = (i: number) =>
  `1 ${i} 4 2 1 2 YOU: ${words(i)} <eos> THEM: deal <eos> YOU: <selection> item0=0 item1=4 item2=0 <eos> reward=8 agree 1 4 4 1 1 2`;
const eou = (i: number) => `${words(i)} __eou__ ${words(i + 2)} __eou__`;
const feat = (i: number) => `${i % 3} 1:2 ${2 + (i % 4)}:1`;
const labelled = (i: number) => `${i % 2}\t${words(i)}`;

const KINDS: readonly (readonly [string, Record<string, string>, (files: Files) => Dataset])[] = [
  ["text", { train: repeat(9, words), valid }, (files) => text(splitsOf(files))],
  [
    "text of a vocabulary",
    { train: repeat(9, words), valid, vocabulary },
    (files) => text({ ...splitsOf(files), vocabulary: files.vocabulary, maxLength: 2 }),
  ],
  [
    "label-tab",
    { train: repeat(9, labelled), valid: repeat(3, labelled) },
    (files) => text({ ...splitsOf(files), format: "label-tab", lowercase: true }),
  ],
  [
    "rating-first",
    { train: repeat(9, (i) => `${i % 3} ${words(i)}`), valid: "1 red\n2 cat" },
    (files) => text({ ...splitsOf(files), format: "rating-first", minCount: 2 }),
  ],
  [
    "bow",
    {
      train: repeat(9, feat),
      valid: repeat(3, feat),
      vocabulary: "the 9\nred 7\ncat 7\nsees 2\né 2",
    },
    (files) => bow({ ...splitsOf(files), vocabulary: files.vocabulary }),
  ],
  [
    "bow held out",
    { train: repeat(9, feat), vocabulary: "the 3\nred 1\ncat 4\nsees 2\né 0" },
    ({ train, vocabulary }) => bow({ splits: { train }, vocabulary, holdOut: 0.3 }),
  ],
  [
    "eou",
    { train: repeat(9, eou), valid: repeat(3, (i) => eou(i + 1)) },
    (files) => dialogue(splitsOf(files)),
  ],
  [
    "deal",
    { train: repeat(9, deal), valid: repeat(3, (i) => deal(i + 20)) },
    (files) => dialogue({ ...splitsOf(files), format: "deal", maxLength: 3 }),
  ],
];

const ODD = [
  ..."\0\r\n\t\u000b\u000c\u0085\u00a0\u2028\u2029\ufeff\u200b\u202e\u001b\"'\\,;|:{}[]<>=%",
  ..."٣½𝟙😀",
  "\r\n",
  "\ud800",
  " \t ",
  "<eos>",
  "<unk>",
  "__eou__",
  "__proto__",
  "constructor",
  "YOU:",
  "<selection>",
  "9007199254740993",
  "-0",
  "1e999",
];

/** Characters of a file, above the longest line that is allowed. */
const MOST = 1_100_000;

/** One to three changes of one of the files. */
const oddOf = (files: Readonly<Record<string, string>>, rng: Rng) => {
  const at = pick(rng, Object.keys(files));
  let odd: string = files[at] as string;
  for (let i = below(rng, 3); i >= 0; i--) odd = pick(rng, CHANGES)(odd, rng).slice(0, MOST);
  // A string may hold what no bytes of UTF-8 do; bytes hold what no string does.
  const content = below(rng, 3) === 0 ? odd : flipped(new TextEncoder().encode(odd), rng);
  return { ...files, [at]: content };
};

const flipped = (bytes: Uint8Array, rng: Rng): Uint8Array => {
  const flips = below(rng, 4);
  for (let i = 0; i < flips && bytes.length > 0; i++) {
    bytes[below(rng, bytes.length)] = below(rng, 256);
  }
  return bytes.subarray(0, below(rng, 5) === 0 ? below(rng, bytes.length + 1) : bytes.length);
};

type Change = (text: string, rng: Rng) => string;

const insert: Change = (text, rng) => {
  const at = below(rng, text.length + 1);
  return text.slice(0, at) + pick(rng, ODD) + text.slice(at);
};
const exchange: Change = (text, rng) =>
  text.replaceAll(pick(rng, [" ", "\n", "\t", ":", "__eou__", "<eos>", "1", "a"]), pick(rng, ODD));
const lineOf: Change = (text, rng) => pick(rng, text.split("\n"));
const CHANGES: readonly Change[] = [
  insert,
  insert,
  exchange,
  exchange,
  () => "",
  (_, rng) => pick(rng, ODD).repeat(below(rng, 50)),
  (text, rng) => text.replaceAll("\n", pick(rng, ["\r", "\r\n", "\r\r\n", "\n\n", "\u2028", " "])),
  (text, rng) =>
    text
      .split("\n")
      .map((line, i) => line + (i % 2 ? pick(rng, ["\r", " ", ""]) : ""))
      .join("\n"),
  (text, rng) =>
    `${text}\n${(lineOf(text, rng).slice(0, 50) + pick(rng, [" ", "\t", "", "x"])).repeat(4000)}`,
  (text, rng) => `${text}\n${lineOf(text, rng)}`,
  (text, rng) => text.replace(lineOf(text, rng), ""),
  (text) => `\ufeff${text}`,
  (text) => text.split("").reverse().join(""),
  (text) => text.toUpperCase(),
  (text) => JSON.stringify(text),
];

/** What is wrong about a dataset, or about how it was refused. */
const problemOf = (read: () => Dataset): string | undefined => {
  try {
    const dataset = read();
    for (const split of dataset.splits) {
      const epoch = dataset.epoch(split, { batchSize: 4 });
      let items = 0;
      for (let i = 0; i < epoch.length; i++) {
        const { size, text, counts_BV } = epoch.at(i);
        items += size;
        const ids = text?.tokens_BT.every((id) => id >= 0 && id < dataset.vocabulary.size) ?? true;
        const whole = counts_BV?.every((count) => Number.isInteger(count) && count >= 0) ?? true;
        if (!ids || !whole) return `a batch of ${split} with impossible ids or counts`;
      }
      if (items !== dataset.size(split)) return `${items} items of ${dataset.size(split)}`;
      if (items !== dataset.account?.[split]?.items) return `an account of other items of ${split}`;
    }
    return undefined;
  } catch (error) {
    return error instanceof TextvaeError ? undefined : String((error as Error).stack ?? error);
  }
};

const below = (rng: Rng, n: number): number => Math.floor((rng.uniforms(1)[0] as number) * n);

const pick = <T>(rng: Rng, from: readonly T[]): T => from[below(rng, from.length)] as T;
