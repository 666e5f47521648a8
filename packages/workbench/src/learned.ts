import { type SplitAccount, TextvaeError, type Vocabulary } from "@textvae/core";
import { resolveSettings } from "@textvae/settings";
import { dataOf } from "./data.ts";
import { registryWith } from "./registry.ts";

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
  const settings = resolveSettings({ file: { data, tokenizer, ...reading } });
  const dataset = await dataOf(settings, registryWith());
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
