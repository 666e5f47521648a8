import { TextvaeError } from "@textvae/core/options";

/** Bytes of a text at most that is held in memory: a larger one is read from its file. */
export const MOST = 5_000_000;

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Throws `DATA` for a text that is too large for a tab, before it is read. */
export const checkSize = (name: string, bytes: number): void => {
  if (bytes <= MOST) return;
  throw new TextvaeError("DATA", name, {
    expected: `at most ${megabytes(MOST)} of text that is pasted`,
    got: megabytes(bytes),
    hint: "Save it as a file and open that here: files may be of any size.",
  });
};

/** The text of a small file. Throws `DATA` for one that is empty, `ENCODING` for what is no text. */
export const textOfFile = async (file: File): Promise<string> => {
  if (file.size === 0) throw nothing(file.name, "an empty file");
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    if (bytes.includes(0)) throw new TypeError("a byte that is 0");
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TextvaeError("ENCODING", file.name, {
      expected: "a text file, as UTF-8",
      got: "bytes that are no text",
      hint: "Save it as plain text (UTF-8), one sentence a line.",
      cause,
    });
  }
};

/** Bytes of a sentence at most, which is what a dataset of text reads. */
const LONGEST = 1_000_000;

/** Throws `DATA` for a text without a word or with an endless one, and `SPLIT` for a single sentence. */
export const checkSentences = (name: string, sentences: number, longest = 0): void => {
  if (sentences === 0) throw nothing(name, "no word");
  if (longest > LONGEST) {
    throw new TextvaeError("DATA", name, {
      expected: `sentences of at most ${megabytes(LONGEST)}`,
      got: `one of ${megabytes(longest)}`,
      hint: "Write one sentence a line.",
    });
  }
  if (sentences >= 2) return;
  throw new TextvaeError("SPLIT", name, {
    expected: "two sentences or more, so that one can be held out",
    got: "one",
    hint: "Write one sentence a line; a few hundred say something.",
  });
};

const nothing = (name: string, got: string): TextvaeError =>
  new TextvaeError("DATA", name, {
    expected: "sentences, one a line",
    got,
    hint: "Paste some, drop another file, or take the embedded corpus.",
  });
