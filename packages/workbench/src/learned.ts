import { type SplitAccount, TextvaeError, type Vocabulary } from "@textvae/core";
import { loadDataset, namedDatasets } from "@textvae/runs/data";
import { resolveSettings } from "@textvae/settings";
import { readingWith } from "./data.ts";
import { noFiles, type Preparing, sourceOf } from "./prepared.ts";
import { registryWith } from "./registry.ts";
import { sourceNamed } from "./source.ts";

export interface Learned {
  readonly vocabulary: Vocabulary;
  /** The content of its file. */
  readonly content: string;
  readonly account?: SplitAccount;
}

/**
 * What a tokenizer learns of data. Of text that is read by helpers, what they make is kept as `preparedCorpus` keeps
 * it. Throws `CAPABILITY` for data that is no text.
 */
export const learnTokenizer = async (
  tokenizer: string,
  data: string,
  reading: Readonly<Record<string, unknown>>,
  { helpers, signal }: Pick<Preparing, "helpers" | "signal"> = {},
): Promise<Learned> => {
  const settings = resolveSettings({ file: { data, tokenizer, ...reading } });
  const registry = registryWith();
  if (helpers && namedDatasets(registry).includes(data)) throw noFiles(data);
  const asked = { data, reading: await readingWith(settings, registry) };
  const dataset = await loadDataset(asked, registry, (data) =>
    helpers
      ? sourceOf({ ...settings, data }, { keep: true, helpers, signal }).source
      : sourceNamed(data, settings.cache),
  );
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
