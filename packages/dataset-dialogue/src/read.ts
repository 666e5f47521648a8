import { TextvaeError } from "@textvae/core";
import { EOS } from "@textvae/text";
import type { Dialogue, Utterance } from "./dialogue.ts";
import { otherSign } from "./signs.ts";

/**
 * How a line is read as a dialogue: `eou` is utterances of two speakers in turn, each ended by
 * `__eou__`; `deal` is a negotiation as one of its sides sees it, in either form of the
 * Deal or No Deal corpus.
 */
export type Format = "eou" | "deal";

/**
 * Reads a line as a dialogue; `where` names it in errors.
 *
 * @throws {TextvaeError} `DATA` for a line that the format can't read.
 */
export type Read = (line: string, where: string) => Dialogue;

const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

const EOU = "__eou__";

const readUtterances: Read = (line, where) => {
  const parts = line.split(EOU);
  const other = otherSign(line);
  if (parts.length === 1 || other !== undefined) {
    throw new TextvaeError("DATA", where, {
      expected: `${EOU}, and no other sign, after each utterance`,
      got: other ?? `no ${EOU}`,
      hint: `A line is a dialogue: utterance ${EOU} utterance ${EOU}`,
    });
  }
  if (parts.at(-1)?.trim() === "") parts.pop();
  const utterances = parts.map(
    (text, i): Utterance => ({ speaker: i % 2 === 0 ? 0 : 1, words: wordsOf(text) }),
  );
  return { utterances: checked(utterances, where) };
};

const SELECTION = "<selection>";
const SPEAKERS: readonly string[] = ["YOU:", "THEM:"];
const TAGS = ["<input>", "</input>", "<dialogue>"];
const NUMBERS = 6;

const readDeal: Read = (line, where) => {
  const end = selectionEnd(line);
  const words = wordsOf(line.slice(0, end)).filter((word) => !TAGS.includes(word));
  const numbers = words.slice(0, NUMBERS);
  if (
    end === undefined ||
    !numbers.every((word) => /^\d+$/.test(word)) ||
    !SPEAKERS.includes(words[NUMBERS] ?? "")
  ) {
    throw new TextvaeError("DATA", where, {
      expected: `six numbers, then YOU: or THEM: and what was said, up to ${SELECTION}`,
      got: JSON.stringify(line.slice(0, 60)),
      hint: "A data.txt is read as Deal or No Deal; sentences belong into a train.txt.",
    });
  }
  const said = words.slice(NUMBERS).join(" ");
  const utterances = said.split(EOS).map((text) => utteranceOf(wordsOf(text), where));
  // The same dialogue stands on another line as its other side sees it.
  return {
    utterances: checked(utterances, where),
    goal: numbers.map(Number),
    outcome: line.slice(end).trim(),
    responder: 0,
  };
};

/** Where the first word `<selection>` ends. */
const selectionEnd = (line: string): number | undefined => {
  for (let at = line.indexOf(SELECTION); at >= 0; at = line.indexOf(SELECTION, at + 1)) {
    const end = at + SELECTION.length;
    if (end === line.length || /\s/.test(line[end] as string)) return end;
  }
  return undefined;
};

const utteranceOf = ([speaker = "", ...words]: readonly string[], where: string): Utterance => {
  const another = words.find((word) => SPEAKERS.includes(word));
  if (!SPEAKERS.includes(speaker) || another !== undefined) {
    throw new TextvaeError("DATA", where, {
      expected: `YOU: or THEM: before each utterance, and ${EOS} between two`,
      got: JSON.stringify(another ?? speaker),
    });
  }
  return { speaker: speaker === "YOU:" ? 0 : 1, words };
};

const checked = (utterances: readonly Utterance[], where: string): readonly Utterance[] => {
  const refuse = (expected: string, got: string): never => {
    throw new TextvaeError("DATA", where, { expected, got });
  };
  if (utterances.length === 0) refuse("at least one utterance", "none");
  const empty = utterances.findIndex(({ words }) => words.length === 0);
  if (empty >= 0) refuse("words in each utterance", `none in utterance ${empty + 1}`);
  if (utterances.some(({ words }) => words.some((word) => word.toLowerCase() === EOS))) {
    refuse("utterances without their end", `the word ${EOS}`);
  }
  return utterances;
};

/** The reader of each format. */
export const readers: Readonly<Record<Format, Read>> = { eou: readUtterances, deal: readDeal };
