import { EOS, TextvaeError } from "@textvae/core";
import type { Dialogue, Utterance } from "./dialogue.ts";

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

const readUtterances: Read = (line, where) => {
  const parts = line.trim().split(/\s*__eou__\s*/);
  if (parts.at(-1) === "") parts.pop();
  const utterances = parts.map(
    (text, i): Utterance => ({ speaker: i % 2 === 0 ? 0 : 1, words: wordsOf(text) }),
  );
  return { utterances: checked(utterances, where) };
};

const SELECTION = "<selection>";

// Six numbers, what was said until one side selects, and after it the outcome.
const DEAL =
  /^(?:<input>\s*)?((?:\d+\s+){6})(?:<\/input>\s*<dialogue>\s*)?((?:YOU|THEM):\s.*?<selection>)(?:\s+(.*))?$/;

const readDeal: Read = (line, where) => {
  const [, numbers, said, outcome = ""] = DEAL.exec(line.trim()) ?? [];
  if (numbers === undefined || said === undefined) {
    throw new TextvaeError("DATA", where, {
      expected: `six numbers, then YOU: or THEM: and what was said, up to ${SELECTION}`,
      got: JSON.stringify(line.slice(0, 60)),
    });
  }
  const utterances = said.split(/\s*<eos>\s*/).map((text): Utterance => {
    const [speaker, ...words] = wordsOf(text);
    if (speaker === "YOU:") return { speaker: 0, words };
    if (speaker === "THEM:") return { speaker: 1, words };
    throw new TextvaeError("DATA", where, {
      expected: "YOU: or THEM: before each utterance",
      got: JSON.stringify(speaker ?? ""),
    });
  });
  const goal = wordsOf(numbers).map(Number);
  // The same dialogue stands on another line as its other side sees it.
  return { utterances: checked(utterances, where), goal, outcome, responder: 0 };
};

const checked = (utterances: readonly Utterance[], where: string): readonly Utterance[] => {
  const refuse = (expected: string, got: string): never => {
    throw new TextvaeError("DATA", where, { expected, got });
  };
  if (utterances.length === 0) refuse("at least one utterance", "none");
  const empty = utterances.findIndex(({ words }) => words.length === 0);
  if (empty >= 0) refuse("words in each utterance", `none in utterance ${empty + 1}`);
  if (utterances.some(({ words }) => words.includes(EOS))) {
    refuse("utterances without their end", `the word ${EOS}`);
  }
  return utterances;
};

/** The reader of each format. */
export const readers: Readonly<Record<Format, Read>> = { eou: readUtterances, deal: readDeal };
