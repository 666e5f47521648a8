import { type SplitAccount, TextvaeError, type Vocabulary } from "@textvae/core";
import { resolveSettings } from "../config/resolve.ts";
import { commandRegistry } from "../registry.ts";
import { dataOf } from "./folder.ts";

export interface Learned {
  readonly vocabulary: Vocabulary;
  /** The content of its file. */
  readonly content: string;
  readonly account?: SplitAccount;
}

/** What a tokenizer learns of data. Throws `CAPABILITY` for data that is no text. */
export const learnTokenizer = async (
  tokenizer: string,
  data: string,
  reading: Readonly<Record<string, unknown>>,
): Promise<Learned> => {
  const settings = resolveSettings({ file: { data, tokenizer, ...reading }, flags: {} });
  const dataset = await dataOf(settings, commandRegistry());
  const { vocabulary, keeps } = dataset.tokenizer ?? {};
  const account = dataset.account?.train;
  if (vocabulary && keeps) {
    return { vocabulary, content: keeps.content, ...(account && { account }) };
  }
  throw new TextvaeError("CAPABILITY", data, {
    expected: "text that a tokenizer reads",
    got: dataset.name,
  });
};
